/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "fault.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

gboolean
anser_fault_is_no_space (int number)
{
  return number == ENOSPC || number == EDQUOT || number == EFBIG;
}

void
anser_fault_set_no_space (GError     **error,
                          const char  *path)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               _("There is no room left on the disk for “%s”. Free some space, then try again."),
               path);
}

void
anser_fault_set_forbidden (GError     **error,
                           const char  *path)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
               _("Anser cannot write to “%s”. Make sure that it belongs to you and is not "
                 "write-protected, then try again."),
               path);
}

void
anser_fault_set_from_errno (GError     **error,
                            int          number,
                            const char  *path)
{
  if (anser_fault_is_no_space (number))
    anser_fault_set_no_space (error, path);
  else if (number == EACCES || number == EPERM || number == EROFS)
    anser_fault_set_forbidden (error, path);
  else
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number),
                 _("Anser could not use “%s”: %s. Check the disk, then try again."),
                 path, g_strerror (number));
}

void
anser_fault_set_unreadable (GError     **error,
                            int          number,
                            const char  *path)
{
  g_autofree char *name = g_filename_display_name (path);

  if (number == ENOENT || number == ENOTDIR)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _("There is no “%s”. Check its name, then try again."), name);
  else
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number),
                 _("“%s” cannot be read: %s. See that it is yours to read, then try again."), name,
                 g_strerror (number));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "mail-format.h"

#include "fault.h"
#include "mail-source-private.h"
#include "mbox-parser.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* So deep, and not deeper, folders are searched for something to read. */
#define DEPTH_LIMIT 6

static const char * const names[] = { "mbox", "mboxrd", "mboxo", "maildir", "eml", "mh" };

const char *
anser_mail_format_get_name (AnserMailFormat format)
{
  return (gsize) format < G_N_ELEMENTS (names) ? names[format] : "unknown";
}

AnserMailFormat
anser_mail_format_from_name (const char *name)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0)
      return i;
  return ANSER_MAIL_UNKNOWN;
}

/* The first bytes of a file; "" for one that is no regular file or cannot be read. */
static char *
dup_start (const char *path)
{
  char bytes[1024];
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  GStatBuf status;
  gssize n = -1;

  if (fd >= 0 && fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    n = read (fd, bytes, sizeof bytes);
  if (fd >= 0)
    close (fd);
  return n > 0 ? g_strndup (bytes, n) : g_strdup ("");
}

gboolean
anser_mail_is_mbox (const char *path)
{
  g_autofree char *start = dup_start (path);
  const char *text = start + strspn (start, "\r\n");
  g_autofree char *line = g_strndup (text, strcspn (text, "\r\n"));
  gint64 date;

  return anser_mbox_is_from_line (line, &date);
}

/* A header: "Name: value" in the first line, or after a line ">From ". */
static gboolean
looks_like_letter (const char *path)
{
  g_autofree char *start = dup_start (path);
  const char *line = start;
  gsize n = 0;

  if (g_str_has_prefix (line, "\xef\xbb\xbf"))
    line += 3;
  while (line[n] > ' ' && line[n] < 127 && line[n] != ':')
    n++;
  return n > 0 && line[n] == ':';
}

gboolean
anser_mail_is_eml_name (const char *name)
{
  const char *dot = strrchr (name, '.');

  return name[0] != '.' && dot != NULL && g_ascii_strcasecmp (dot, ".eml") == 0;
}

gboolean
anser_mail_is_mh_name (const char *name)
{
  gsize length = strlen (name);

  return length > 0 && length < 10 && strspn (name, "0123456789") == length && name[0] != '0';
}

gboolean
anser_mail_is_maildir (const char *path)
{
  g_autofree char *cur = g_build_filename (path, "cur", NULL);
  g_autofree char *in_new = g_build_filename (path, "new", NULL);

  return g_file_test (cur, G_FILE_TEST_IS_DIR) && g_file_test (in_new, G_FILE_TEST_IS_DIR);
}

/* What the things in a folder say of it, the folders in it left out. */
static AnserMailFormat
judge_file (const char *path,
            const char *name)
{
  if (g_str_equal (name, ".mh_sequences"))
    return ANSER_MAIL_MH;
  if (name[0] == '.' || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return ANSER_MAIL_UNKNOWN;
  if (anser_mail_is_eml_name (name))
    return ANSER_MAIL_EML;
  if (anser_mail_is_mbox (path))
    return ANSER_MAIL_MBOX;
  return anser_mail_is_mh_name (name) && looks_like_letter (path) ? ANSER_MAIL_MH
                                                                  : ANSER_MAIL_UNKNOWN;
}

static AnserMailFormat recognize_folder (const char *path,
                                         unsigned    depth);

static AnserMailFormat
recognize_content (const char *path,
                   GDir       *dir,
                   unsigned    depth)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  AnserMailFormat format = ANSER_MAIL_UNKNOWN;
  const char *name;

  while (format == ANSER_MAIL_UNKNOWN && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      format = judge_file (child, name);
      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        g_ptr_array_add (folders, g_steal_pointer (&child));
    }
  for (unsigned i = 0; i < folders->len && format == ANSER_MAIL_UNKNOWN; i++)
    format = recognize_folder (folders->pdata[i], depth + 1);
  return format;
}

static AnserMailFormat
recognize_folder (const char *path,
                  unsigned    depth)
{
  g_autoptr (GDir) dir = NULL;

  if (anser_mail_is_maildir (path))
    return ANSER_MAIL_MAILDIR;
  if (depth < DEPTH_LIMIT)
    dir = g_dir_open (path, 0, NULL);
  return dir != NULL ? recognize_content (path, dir, depth) : ANSER_MAIL_UNKNOWN;
}

AnserMailFormat
anser_mail_format_recognize (const char  *path,
                             GError     **error)
{
  GStatBuf status;

  g_return_val_if_fail (path != NULL, ANSER_MAIL_UNKNOWN);

  if (g_stat (path, &status) != 0 || access (path, R_OK) != 0)
    {
      anser_fault_set_unreadable (error, errno, path);
      return ANSER_MAIL_UNKNOWN;
    }
  if (S_ISDIR (status.st_mode))
    return recognize_folder (path, 0);
  if (anser_mail_is_mbox (path))
    return ANSER_MAIL_MBOX;
  return looks_like_letter (path) ? ANSER_MAIL_EML : ANSER_MAIL_UNKNOWN;
}

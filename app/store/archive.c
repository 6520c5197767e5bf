/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "archive.h"

#include "archive-library.h"
#include "fault.h"
#include "maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The last entry. */
#define SEAL "anser-backup.end"
#define BUFFER_SIZE (128 * 1024)

/* @path: of the archive; @place: where it is written meanwhile
 * @size: bytes of the archive that is read
 * @entry_size: of the entry at hand, -1 once its bytes were taken */
struct _AnserArchive
{
  const AnserArchiveLibrary *lib;
  struct archive            *archive;
  struct archive_entry      *entry;
  gboolean                   is_writer;
  char                      *path;
  char                      *place;
  char                      *name;
  int                        fd;
  gint64                     size;
  gint64                     entry_size;
  gint64                     n;
  GChecksum                 *checksum;
  char                      *buffer;
};

static gboolean
set_write_error (AnserArchive  *self,
                 GError       **error)
{
  int number = self->lib->archive_errno (self->archive);

  anser_fault_set_from_errno (error, number > 0 ? number : EIO, self->path);
  return FALSE;
}

static gboolean
set_damage (AnserArchive  *self,
            GError       **error)
{
  g_autofree char *name = g_filename_display_name (self->path);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               _("“%s” is no whole backup: it is damaged, or its end is missing. Nothing was "
                 "changed. Take another one."), name);
  return FALSE;
}

/* Name and size are part of what is sealed, so that nothing can be moved between files. */
static void
seal_entry (AnserArchive *self,
            const char   *name,
            gint64        size)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, size);

  g_checksum_update (self->checksum, (const guchar *) name, strlen (name) + 1);
  g_checksum_update (self->checksum, (const guchar *) digits, strlen (digits) + 1);
  self->n++;
}

static gboolean
is_folder (const char *name)
{
  return g_str_has_suffix (name, "/");
}

static char *
dup_seal (AnserArchive *self)
{
  return g_strdup_printf ("files=%" G_GINT64_FORMAT "\nsha256=%s\n", self->n,
                          g_checksum_get_string (self->checksum));
}

static AnserArchive *
archive_new (const char  *path,
             GError     **error)
{
  const AnserArchiveLibrary *lib = anser_archive_library_get (error);
  AnserArchive *self;

  if (lib == NULL)
    return NULL;

  self = g_new0 (AnserArchive, 1);
  self->lib = lib;
  self->path = g_strdup (path);
  self->fd = -1;
  self->entry_size = -1;
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  self->buffer = g_malloc (BUFFER_SIZE);
  return self;
}

/* writing */

static gboolean
begin_entry (AnserArchive  *self,
             const char    *name,
             gint64         size,
             gint64         time,
             GError       **error)
{
  self->lib->archive_entry_clear (self->entry);
  self->lib->archive_entry_copy_pathname (self->entry, name);
  self->lib->archive_entry_set_size (self->entry, size);
  self->lib->archive_entry_set_filetype (self->entry, is_folder (name) ? AE_IFDIR : AE_IFREG);
  self->lib->archive_entry_set_perm (self->entry, is_folder (name) ? 0700 : 0600);
  self->lib->archive_entry_set_mtime (self->entry, time, 0);
  if (self->lib->archive_write_header (self->archive, self->entry) < ARCHIVE_WARN)
    return set_write_error (self, error);
  return TRUE;
}

static gboolean
write_bytes (AnserArchive  *self,
             const char    *data,
             gsize          length,
             GError       **error)
{
  while (length > 0)
    {
      la_ssize_t n = self->lib->archive_write_data (self->archive, data, length);

      if (n <= 0)
        return set_write_error (self, error);
      data += n;
      length -= n;
    }
  return TRUE;
}

AnserArchive *
anser_archive_new (const char  *path,
                   GError     **error)
{
  g_autoptr (AnserArchive) self = archive_new (path, error);

  if (self == NULL)
    return NULL;
  self->archive = self->lib->archive_write_new ();
  self->is_writer = TRUE;
  self->entry = self->lib->archive_entry_new ();
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   _("There is something at “%s” already. Choose another name."), name);
      return NULL;
    }
  self->place = g_strdup_printf ("%s.part-%d", path, (int) getpid ());
  self->fd = open (self->place, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (self->fd < 0)
    {
      anser_fault_set_from_errno (error, errno, path);
      g_clear_pointer (&self->place, g_free);
      return NULL;
    }
  self->lib->archive_write_add_filter_zstd (self->archive);
  /* Not pax: there names are turned into UTF-8 from whatever the locale has, here they are bytes. */
  self->lib->archive_write_set_format_gnutar (self->archive);
  if (self->lib->archive_write_open_fd (self->archive, self->fd) == ARCHIVE_OK)
    return g_steal_pointer (&self);
  set_write_error (self, error);
  return NULL;
}

gboolean
anser_archive_add_text (AnserArchive  *self,
                        const char    *name,
                        const char    *text,
                        gsize          length,
                        GError       **error)
{
  g_return_val_if_fail (self != NULL && self->is_writer, FALSE);

  seal_entry (self, name, length);
  g_checksum_update (self->checksum, (const guchar *) text, length);
  return begin_entry (self, name, length, g_get_real_time () / G_USEC_PER_SEC, error) &&
         write_bytes (self, text, length, error);
}

/* A file that became shorter while it was read is no letter: those are never changed. */
static gboolean
copy_bytes (AnserArchive  *self,
            int            fd,
            gint64         size,
            GCancellable  *cancellable,
            GError       **error)
{
  while (size > 0)
    {
      gssize n = read (fd, self->buffer, MIN (size, BUFFER_SIZE));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          anser_fault_set_unreadable (error, n < 0 ? errno : EIO, self->name);
          return FALSE;
        }
      g_checksum_update (self->checksum, (const guchar *) self->buffer, n);
      if (!write_bytes (self, self->buffer, n, error) ||
          g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      size -= n;
    }
  return TRUE;
}

gboolean
anser_archive_add_fd (AnserArchive  *self,
                      const char    *name,
                      int            fd,
                      GCancellable  *cancellable,
                      GError       **error)
{
  struct stat status;

  g_return_val_if_fail (self != NULL && self->is_writer, FALSE);

  g_free (self->name);
  self->name = g_strdup (name);
  if (fstat (fd, &status) != 0)
    {
      anser_fault_set_unreadable (error, errno, name);
      return FALSE;
    }
  seal_entry (self, name, status.st_size);
  return begin_entry (self, name, status.st_size, status.st_mtime, error) &&
         copy_bytes (self, fd, status.st_size, cancellable, error);
}

gboolean
anser_archive_finish (AnserArchive  *self,
                      GError       **error)
{
  g_autofree char *seal = NULL;
  g_autofree char *parent = NULL;

  g_return_val_if_fail (self != NULL && self->is_writer, FALSE);

  seal = dup_seal (self);
  if (!begin_entry (self, SEAL, strlen (seal), g_get_real_time () / G_USEC_PER_SEC, error) ||
      !write_bytes (self, seal, strlen (seal), error))
    return FALSE;
  if (self->lib->archive_write_close (self->archive) != ARCHIVE_OK || fsync (self->fd) != 0)
    return set_write_error (self, error);
  if (anser_maildir_rename (self->place, self->path) != 0)
    {
      anser_fault_set_from_errno (error, errno, self->path);
      return FALSE;
    }
  g_clear_pointer (&self->place, g_free);
  parent = g_path_get_dirname (self->path);
  return anser_maildir_sync (parent, error);
}

gint64
anser_archive_get_n (AnserArchive *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n;
}

/* reading */

AnserArchive *
anser_archive_open (const char  *path,
                    GError     **error)
{
  g_autoptr (AnserArchive) self = archive_new (path, error);
  struct stat status;

  if (self == NULL)
    return NULL;
  self->archive = self->lib->archive_read_new ();
  self->fd = open (path, O_RDONLY | O_CLOEXEC);
  if (self->fd < 0 || fstat (self->fd, &status) != 0)
    {
      anser_fault_set_unreadable (error, errno, path);
      return NULL;
    }
  self->size = status.st_size;
  self->lib->archive_read_support_filter_zstd (self->archive);
  self->lib->archive_read_support_filter_gzip (self->archive);
  self->lib->archive_read_support_format_tar (self->archive);
  if (self->lib->archive_read_open_fd (self->archive, self->fd, BUFFER_SIZE) == ARCHIVE_OK)
    return g_steal_pointer (&self);
  set_damage (self, error);
  return NULL;
}

/* Nothing comes behind the seal, and it fits. */
static gboolean
check_seal (AnserArchive  *self,
            GError       **error)
{
  g_autofree char *expected = dup_seal (self);
  char text[256] = "";
  la_ssize_t n = self->lib->archive_read_data (self->archive, text, sizeof text - 1);
  struct archive_entry *more;

  if (n > 0 && g_str_equal (text, expected) &&
      self->lib->archive_read_next_header (self->archive, &more) == ARCHIVE_EOF)
    return TRUE;
  return set_damage (self, error);
}

const char *
anser_archive_next (AnserArchive  *self,
                    GError       **error)
{
  g_return_val_if_fail (self != NULL && !self->is_writer, NULL);

  if (self->entry_size >= 0 && !anser_archive_extract (self, NULL, NULL, error))
    return NULL;
  g_clear_pointer (&self->name, g_free);
  if (self->lib->archive_read_next_header (self->archive, &self->entry) != ARCHIVE_OK ||
      self->lib->archive_entry_pathname (self->entry) == NULL)
    {
      set_damage (self, error);
      return NULL;
    }
  self->name = g_strdup (self->lib->archive_entry_pathname (self->entry));
  if (g_str_equal (self->name, SEAL))
    {
      check_seal (self, error);
      return NULL;
    }
  if (self->lib->archive_entry_filetype (self->entry) !=
      (is_folder (self->name) ? AE_IFDIR : AE_IFREG))
    {
      set_damage (self, error);
      return NULL;
    }
  self->entry_size = is_folder (self->name) ? 0 : self->lib->archive_entry_size (self->entry);
  seal_entry (self, self->name, self->entry_size);
  return self->name;
}

static gboolean
extract_bytes (AnserArchive  *self,
               int            fd,
               GCancellable  *cancellable,
               GError       **error)
{
  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      la_ssize_t n = self->lib->archive_read_data (self->archive, self->buffer, BUFFER_SIZE);

      if (n == 0 && self->entry_size == 0)
        return TRUE;
      if (n <= 0 || n > self->entry_size)
        return set_damage (self, error);
      g_checksum_update (self->checksum, (const guchar *) self->buffer, n);
      self->entry_size -= n;
      for (la_ssize_t done = 0, written; fd >= 0 && done < n; done += written)
        {
          written = write (fd, self->buffer + done, n - done);
          if (written < 0)
            {
              anser_fault_set_from_errno (error, errno, self->name);
              return FALSE;
            }
        }
    }
  return FALSE;
}

gboolean
anser_archive_extract (AnserArchive  *self,
                       const char    *path,
                       GCancellable  *cancellable,
                       GError       **error)
{
  int fd = -1;
  gboolean done;

  g_return_val_if_fail (self != NULL && !self->is_writer, FALSE);

  if (path != NULL)
    fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (path != NULL && fd < 0)
    {
      anser_fault_set_from_errno (error, errno, path);
      return FALSE;
    }
  done = extract_bytes (self, fd, cancellable, error);
  self->entry_size = -1;
  if (fd >= 0)
    {
      struct timespec times[2] = { { .tv_nsec = UTIME_OMIT } };

      times[1].tv_sec = self->lib->archive_entry_mtime (self->entry);
      futimens (fd, times);
      if (close (fd) != 0 && done)
        {
          anser_fault_set_from_errno (error, errno, path);
          done = FALSE;
        }
    }
  return done;
}

double
anser_archive_get_fraction (AnserArchive *self)
{
  g_return_val_if_fail (self != NULL, 0);

  if (self->size == 0)
    return 0;
  return CLAMP ((double) self->lib->archive_filter_bytes (self->archive, -1) / self->size, 0, 1);
}

void
anser_archive_free (AnserArchive *self)
{
  if (self == NULL)
    return;
  if (self->is_writer)
    {
      self->lib->archive_entry_free (self->entry);
      self->lib->archive_write_free (self->archive);
    }
  else
    self->lib->archive_read_free (self->archive);
  if (self->fd >= 0)
    close (self->fd);
  if (self->place != NULL)
    g_unlink (self->place);
  g_checksum_free (self->checksum);
  g_free (self->path);
  g_free (self->place);
  g_free (self->name);
  g_free (self->buffer);
  g_free (self);
}

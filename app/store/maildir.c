/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "maildir.h"

#include "digits.h"
#include "fault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIGEST_LENGTH 24

/* A folder changed this lately may change again within one tick of its clock. */
#define STAMP_REST_US (2 * G_USEC_PER_SEC)
#define SWEEP_AGE_S (36 * 60 * 60)

static const struct
{
  char             letter;
  AnserLetterFlags flag;
} flag_letters[] = {
  { 'D', ANSER_LETTER_DRAFT },
  { 'F', ANSER_LETTER_FLAGGED },
  { 'P', ANSER_LETTER_PASSED },
  { 'R', ANSER_LETTER_REPLIED },
  { 'S', ANSER_LETTER_SEEN },
  { 'T', ANSER_LETTER_TRASHED },
};

/* The host as Maildir wants it in names. */
static const char *
get_host (void)
{
  static gsize once;
  static char *name;

  if (g_once_init_enter (&once))
    {
      GString *host = g_string_new (g_get_host_name ());

      g_string_replace (host, "/", "\\057", 0);
      g_string_replace (host, ":", "\\072", 0);
      g_string_replace (host, ",", "\\054", 0);
      name = g_string_free (host, FALSE);
      g_once_init_leave (&once, 1);
    }
  return name;
}

gint64
anser_maildir_get_mtime (const struct stat *status)
{
  return status->st_mtim.tv_sec * G_USEC_PER_SEC + status->st_mtim.tv_nsec / 1000;
}

static gint64
get_mtime_us (const char *folder,
              const char *subfolder)
{
  g_autofree char *path = g_build_filename (folder, subfolder, NULL);
  struct stat status;

  return stat (path, &status) == 0 ? anser_maildir_get_mtime (&status) : 0;
}

static gboolean
scan_subfolder (const char        *folder,
                gboolean           in_new,
                AnserMaildirFunc   func,
                gpointer           user_data,
                GError           **error)
{
  g_autofree char *path = g_build_filename (folder, in_new ? "new" : "cur", NULL);
  DIR *dir = opendir (path);
  const struct dirent *entry;

  /* Programs that copy folders may leave out an empty one. */
  if (dir == NULL && in_new && errno == ENOENT)
    return TRUE;
  if (dir == NULL)
    {
      anser_fault_set_from_errno (error, errno, path);
      return FALSE;
    }
  while ((entry = readdir (dir)) != NULL)
    if (entry->d_name[0] != '.' && !func (entry->d_name, in_new, entry->d_ino, user_data))
      break;
  closedir (dir);
  return TRUE;
}

typedef struct
{
  const char *base;
  char       *found;
  gboolean    in_new;
} Search;

static gboolean
on_searched_file (const char *file_name,
                  gboolean    in_new,
                  guint64     inode,
                  gpointer    user_data)
{
  Search *search = user_data;
  gsize length = strlen (search->base);

  if (strncmp (file_name, search->base, length) != 0 ||
      (file_name[length] != '\0' && file_name[length] != ':'))
    return TRUE;
  search->found = g_strdup (file_name);
  search->in_new = in_new;
  return FALSE;
}

char *
anser_maildir_digest (const char *uid)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, uid, -1);

  return g_strndup (digest, DIGEST_LENGTH);
}

/* @sign: ",U=" or ",I=" before the digest, "" if there is none. */
static char *
build_base (gint64      date,
            const char *sign,
            const char *digest)
{
  static int counter;
  gint64 now = g_get_real_time ();
  const char *host = get_host ();
  char *base = g_malloc (4 * (ANSER_DIGITS_MAX + 2) + strlen (host) + strlen (sign) +
                         strlen (digest));
  char *end = anser_digits_put (base, date > 0 ? date : now / G_USEC_PER_SEC);

  end = anser_digits_put (stpcpy (end, ".M"), now % G_USEC_PER_SEC);
  end = anser_digits_put (stpcpy (end, "P"), getpid ());
  end = anser_digits_put (stpcpy (end, "Q"), (guint) g_atomic_int_add (&counter, 1));
  stpcpy (stpcpy (stpcpy (stpcpy (end, "."), host), sign), digest);
  return base;
}

char *
anser_maildir_new_base (const char *uid)
{
  g_autofree char *digest = uid != NULL ? anser_maildir_digest (uid) : NULL;

  return build_base (0, digest != NULL ? ",U=" : "", digest != NULL ? digest : "");
}

char *
anser_maildir_new_base_for_content (gint64      date,
                                    const char *digest)
{
  g_autofree char *cut = anser_maildir_cut_digest (digest);

  return build_base (date, ",I=", cut);
}

char *
anser_maildir_cut_digest (const char *digest)
{
  return g_strndup (digest, DIGEST_LENGTH);
}

/* Where the digest begins with its sign; NULL if there is none. */
static const char *
find_digest (const char *base)
{
  const char *sign = strstr (base, ",U=");

  if (sign == NULL)
    sign = strstr (base, ",I=");
  return sign != NULL && strspn (sign + 3, "0123456789abcdef") >= DIGEST_LENGTH ? sign : NULL;
}

char *
anser_maildir_renew_base (const char *base)
{
  const char *sign = find_digest (base);
  g_autofree char *digest = sign != NULL ? g_strndup (sign, 3 + DIGEST_LENGTH) : NULL;

  return build_base (0, digest != NULL ? digest : "", "");
}

char *
anser_maildir_dup_digest (const char *base)
{
  const char *sign = find_digest (base);

  return sign != NULL ? g_strndup (sign + 3, DIGEST_LENGTH) : NULL;
}

gint64
anser_maildir_get_digest_key (const char *digest)
{
  g_autofree char *start = g_strndup (digest != NULL ? digest : "", 16);

  return (gint64) g_ascii_strtoull (start, NULL, 16);
}

gint64
anser_maildir_get_time (const char *base)
{
  g_autofree char *digits = g_strndup (base, strspn (base, "0123456789"));
  guint64 time = 0;

  g_ascii_string_to_unsigned (digits, 10, 0, G_MAXUINT32, &time, NULL);
  return time;
}

char *
anser_maildir_split (const char  *file_name,
                     const char **info)
{
  const char *colon = strchr (file_name, ':');

  *info = colon != NULL ? colon : "";
  return colon != NULL ? g_strndup (file_name, colon - file_name) : g_strdup (file_name);
}

AnserLetterFlags
anser_maildir_get_flags (const char *info)
{
  AnserLetterFlags flags = 0;

  if (!g_str_has_prefix (info, ":2,"))
    return 0;
  for (unsigned i = 0; i < G_N_ELEMENTS (flag_letters); i++)
    if (strchr (info + 3, flag_letters[i].letter) != NULL)
      flags |= flag_letters[i].flag;
  return flags;
}

char *
anser_maildir_build_info (const char       *old_info,
                          AnserLetterFlags  flags)
{
  GString *info = g_string_new (":2,");

  for (unsigned i = 0; i < G_N_ELEMENTS (flag_letters); i++)
    if (flags & flag_letters[i].flag)
      g_string_append_c (info, flag_letters[i].letter);
  if (old_info == NULL || !g_str_has_prefix (old_info, ":2,"))
    return g_string_free (info, FALSE);
  for (const char *c = old_info + 3; *c != '\0'; c++)
    if (strchr ("DFPRST", *c) == NULL)
      g_string_append_c (info, *c);
  return g_string_free (info, FALSE);
}

gboolean
anser_maildir_sync (const char  *path,
                    GError     **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  int result = fd >= 0 ? fsync (fd) : -1;
  int number = errno;

  if (fd >= 0)
    close (fd);
  if (result == 0)
    return TRUE;
  anser_fault_set_from_errno (error, number, path);
  return FALSE;
}

gboolean
anser_maildir_create (const char  *folder,
                      GError     **error)
{
  static const char * const subfolders[] = { "tmp", "new", "cur" };
  g_autofree char *parent = g_path_get_dirname (folder);
  gboolean made = FALSE;

  for (unsigned i = 0; i < G_N_ELEMENTS (subfolders); i++)
    {
      g_autofree char *path = g_build_filename (folder, subfolders[i], NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        continue;
      if (g_mkdir_with_parents (path, 0700) != 0)
        {
          anser_fault_set_from_errno (error, errno, folder);
          return FALSE;
        }
      made = TRUE;
    }
  return !made || (anser_maildir_sync (folder, error) && anser_maildir_sync (parent, error));
}

gboolean
anser_maildir_scan (const char        *folder,
                    AnserMaildirFunc   func,
                    gpointer           user_data,
                    GError           **error)
{
  return scan_subfolder (folder, TRUE, func, user_data, error) &&
         scan_subfolder (folder, FALSE, func, user_data, error);
}

char *
anser_maildir_find (const char *folder,
                    const char *base,
                    gboolean   *in_new)
{
  Search search = { .base = base };

  if (!scan_subfolder (folder, FALSE, on_searched_file, &search, NULL) || search.found == NULL)
    scan_subfolder (folder, TRUE, on_searched_file, &search, NULL);
  *in_new = search.in_new;
  return search.found;
}

gint64
anser_maildir_get_stamp (const char *folder)
{
  gint64 in_new = get_mtime_us (folder, "new");
  gint64 in_cur = get_mtime_us (folder, "cur");

  if (in_new == 0 || in_cur == 0 ||
      MAX (in_new, in_cur) > g_get_real_time () - STAMP_REST_US)
    return 0;
  return in_new * 31 + in_cur;
}

void
anser_maildir_sweep (const char *folder,
                     gboolean    all)
{
  g_autofree char *path = g_build_filename (folder, "tmp", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  gint64 oldest = g_get_real_time () / G_USEC_PER_SEC - SWEEP_AGE_S;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      gint64 time = anser_maildir_get_time (name);

      if (time != 0 && (all || time < oldest))
        g_unlink (file);
    }
}

int
anser_maildir_rename (const char *from,
                      const char *to)
{
  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS)
    return -1;
  /* A filesystem without RENAME_NOREPLACE; names are unique, so a look is enough. */
  if (g_file_test (to, G_FILE_TEST_EXISTS))
    {
      errno = EEXIST;
      return -1;
    }
  return rename (from, to);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Tags as they lie beside the letters: a text file in the account's directory, ".anser-tags", which
 * outlasts the index and goes wherever the directory goes. It is a journal: what happens is appended
 * and synced, many lines at once; when most of it is past, it is written anew beside itself and
 * renamed. A last line that was cut off by a crash counts for nothing. Fields are separated by tabs,
 * control characters and "%" in them are written as %XX:
 *
 *   tag    NAME  COLOUR              there is such a tag
 *   untag  NAME                      there is no such tag any more; no letter has it
 *   name   OLD   NEW                 it is called otherwise
 *   +      NAME  FILE  MESSAGE-ID    a letter has it: the base of its file's name, and, for when
 *                                    another program gives it another file, its Message-ID or ""
 *   -      NAME  FILE                it has it no more
 */

#define ANSER_TAG_FILE_NAME ".anser-tags"

/**
 * AnserTagFile:
 * @colours: name of a tag to its colour
 * @marks: "file TAB name" to Message-ID
 * @n_lines: how long the journal is
 *
 * What a file says.
 */
typedef struct
{
  GHashTable *colours;
  GHashTable *marks;
  unsigned    n_lines;
} AnserTagFile;

/* The file of an account's directory; one that is not there says nothing. */
AnserTagFile *anser_tag_file_read      (const char    *path,
                                        GError       **error);
void          anser_tag_file_free      (AnserTagFile  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserTagFile, anser_tag_file_free)

/* Writes the file anew, durably, if most of it is past. */
gboolean      anser_tag_file_compact   (AnserTagFile  *self,
                                        const char    *path,
                                        GError       **error);

/* Appends a line with up to three fields (nullable) after @word to @lines. */
void          anser_tag_file_add_line  (GString       *lines,
                                        const char    *word,
                                        const char    *first,
                                        const char    *second,
                                        const char    *third);
/* Appends lines to the file, durably. */
gboolean      anser_tag_file_append    (const char    *path,
                                        const GString *lines,
                                        GError       **error);
/* Appends to @path what another file says, durably: its tags that are not known there, and who has
 * them but those in @known (the bases of files' names), who stay as they are. */
gboolean      anser_tag_file_merge     (const char    *path,
                                        const char    *other,
                                        GHashTable    *known,
                                        GError       **error);
/* Changes whenever the file does. */
char         *anser_tag_file_dup_stamp (const char    *path);

G_END_DECLS

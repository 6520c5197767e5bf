/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * AnserLetterFlags:
 *
 * Maildir flags of a letter; those of @ANSER_LETTER_OWN_FLAGS are the index's own.
 */
typedef enum
{
  ANSER_LETTER_DRAFT           = 1 << 0,   /* D */
  ANSER_LETTER_FLAGGED         = 1 << 1,   /* F: the star */
  ANSER_LETTER_PASSED          = 1 << 2,   /* P: forwarded */
  ANSER_LETTER_REPLIED         = 1 << 3,   /* R */
  ANSER_LETTER_SEEN            = 1 << 4,   /* S */
  ANSER_LETTER_TRASHED         = 1 << 5,   /* T */
  ANSER_LETTER_HAS_ATTACHMENTS = 1 << 8,
  ANSER_LETTER_MANY_WRITERS    = 1 << 9,   /* From has more than the one that a row shows */
  ANSER_LETTER_UNDATED         = 1 << 10,  /* its date is that of its file */
} AnserLetterFlags;

#define ANSER_LETTER_OWN_FLAGS \
  (ANSER_LETTER_HAS_ATTACHMENTS | ANSER_LETTER_MANY_WRITERS | ANSER_LETTER_UNDATED)

/**
 * AnserLetterInfo:
 * @sender: who it is from, as a row shows it
 * @sender_address: addr-spec
 * @recipients: To, as a row of Sent shows it
 * @date: seconds since 1970 UTC by which it is sorted
 * @size: bytes of the file
 * @message_id: without <>, or NULL
 * @references: without <>, separated by spaces, oldest first, or NULL
 * @writers, @to, @cc: names and addresses of all, to be found by
 * @inode, @mtime: of the file, by which it is seen if another took its place; microseconds
 * @text: what there is to read
 * @attachment_names: one a line
 * @attached_text: what is written in the attachments
 *
 * All that the index keeps of a letter, beside its place; of the six from @writers on, only the words. Strings
 * may be NULL, which is "".
 */
typedef struct
{
  char            *sender;
  char            *sender_address;
  char            *recipients;
  char            *subject;
  char            *snippet;
  char            *message_id;
  char            *in_reply_to;
  char            *references;
  char            *writers;
  char            *to;
  char            *cc;
  char            *text;
  char            *attachment_names;
  char            *attached_text;
  gint64           date;
  gint64           size;
  gint64           inode;
  gint64           mtime;
  AnserLetterFlags flags;
} AnserLetterInfo;

AnserLetterInfo *anser_letter_info_new   (void);
void             anser_letter_info_clear (AnserLetterInfo *self);
void             anser_letter_info_free  (AnserLetterInfo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserLetterInfo, anser_letter_info_free)

/**
 * AnserDescribeFunc:
 *
 * Reads the letter at @path for the index. The store knows nothing of messages; whoever opens it
 * gives it this. Called in any thread. FALSE when the file cannot be read at all.
 */
typedef gboolean (*AnserDescribeFunc) (const char       *path,
                                       AnserLetterInfo  *info,
                                       gpointer          user_data);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-format.h"

G_BEGIN_DECLS

/**
 * AnserMailTargetFlags:
 * @ANSER_MAIL_TARGET_TREE: there are folders in it, also for a single one
 * @ANSER_MAIL_TARGET_CRLF: lines of .eml files end in CR LF
 * @ANSER_MAIL_TARGET_MARKS: flags go into the header of letters in an mbox, which changes them
 */
typedef enum
{
  ANSER_MAIL_TARGET_NONE  = 0,
  ANSER_MAIL_TARGET_TREE  = 1 << 0,
  ANSER_MAIL_TARGET_CRLF  = 1 << 1,
  ANSER_MAIL_TARGET_MARKS = 1 << 2,
} AnserMailTargetFlags;

/**
 * AnserMailTarget:
 *
 * Mail outside of Anser that is written: the opposite of AnserMailSource. All goes to a place beside
 * the one that it is for, and is there only when it was finished; freed before, nothing stays.
 */
typedef struct _AnserMailTarget AnserMailTarget;

/* Error: G_IO_ERROR_EXISTS when something lies at @path; an empty folder does not count. */
AnserMailTarget *anser_mail_target_new      (const char                *path,
                                             AnserMailFormat            format,
                                             AnserMailTargetFlags       flags,
                                             GError                   **error);
void             anser_mail_target_free     (AnserMailTarget           *self);

/* The folder ("" or "Work/Projects") of the next letters; each only once. */
gboolean         anser_mail_target_enter    (AnserMailTarget           *self,
                                             const char                *folder,
                                             GError                   **error);
/* @base: the first part of its name in a Maildir. */
gboolean         anser_mail_target_begin    (AnserMailTarget           *self,
                                             const AnserCarriedLetter  *letter,
                                             const char                *base,
                                             GError                   **error);
/* With LF, cut anywhere. */
gboolean         anser_mail_target_write    (AnserMailTarget           *self,
                                             const char                *data,
                                             gsize                      length,
                                             GError                   **error);
/* @is_exact: the letter can be read back byte for byte. */
gboolean         anser_mail_target_end      (AnserMailTarget           *self,
                                             gboolean                  *is_exact,
                                             GError                   **error);
/* No more letters come: it is durable, still beside its place, at the path that this gives. */
const char      *anser_mail_target_close    (AnserMailTarget           *self,
                                             GError                   **error);
/* It is in its place. */
gboolean         anser_mail_target_finish   (AnserMailTarget           *self,
                                             GError                   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserMailTarget, anser_mail_target_free)

G_END_DECLS

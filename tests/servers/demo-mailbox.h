/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * DemoLetter:
 * @uid: its unique id, the same as long as the server runs
 * @bytes: the letter, each line ended with CR LF
 *
 * A letter in the mailbox. Counted: a session keeps the letters it has seen.
 */
typedef struct
{
  char   *uid;
  GBytes *bytes;
} DemoLetter;

DemoLetter *demo_letter_ref       (DemoLetter  *self);
void        demo_letter_unref     (DemoLetter  *self);

/**
 * DemoMailbox:
 *
 * The one mailbox of the demonstration server, in memory.
 */
typedef struct _DemoMailbox DemoMailbox;

/* Reads all .eml files of @folder, by name. Their dates are moved so that the newest letter is
 * some minutes old. */
DemoMailbox *demo_mailbox_new     (const char  *folder,
                                   GError     **error);
void         demo_mailbox_free    (DemoMailbox *self);

/* The letters of now: (transfer full) (element-type DemoLetter). */
GPtrArray   *demo_mailbox_list    (DemoMailbox *self);
void         demo_mailbox_remove  (DemoMailbox *self,
                                   DemoLetter  *letter);

/* A letter arrives, with the usual fields in front. (transfer none): its unique id. */
const char  *demo_mailbox_deliver (DemoMailbox *self,
                                   const char  *sender,
                                   const char  *recipient,
                                   GByteArray  *content);

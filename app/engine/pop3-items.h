/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnserPop3Item:
 * @number: message number in this session, from 1
 * @size: octets by LIST: a hint, never a bound (P5); -1 if unknown
 * @uid: (nullable): unique id by UIDL; it belongs to whoever made the item
 *
 * One message by LIST or UIDL.
 */
typedef struct
{
  guint       number;
  gint64      size;
  const char *uid;
} AnserPop3Item;

/**
 * AnserPop3Items:
 *
 * What LIST or UIDL said, in its order. A mailbox may hold a million messages, so there is no
 * allocation for each: a row takes 8 bytes for its size, or 5 and its letters for its uid, and
 * nothing for its number where the numbers are 1, 2, 3… as they nearly always are. It is only added
 * to. References are counted, in one thread.
 */
typedef struct _AnserPop3Items AnserPop3Items;

AnserPop3Items *anser_pop3_items_new   (void);
AnserPop3Items *anser_pop3_items_ref   (AnserPop3Items       *self);
void            anser_pop3_items_unref (AnserPop3Items       *self);

/* Copies @item and its uid, which is of less than 4 GiB together with all others. */
void            anser_pop3_items_add   (AnserPop3Items       *self,
                                        const AnserPop3Item  *item);

guint           anser_pop3_items_get_length (AnserPop3Items  *self);

/* @place counts from 0. The uid is good until something is added. */
AnserPop3Item   anser_pop3_items_get   (AnserPop3Items       *self,
                                        guint                 place);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserPop3Items, anser_pop3_items_unref)

G_END_DECLS

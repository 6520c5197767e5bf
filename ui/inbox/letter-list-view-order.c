/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/letter-list-view-private.h"

AnserLetterSort
anser_letter_list_view_get_sort (AnserLetterListView *self,
                                 gboolean            *reversed)
{
  static const struct
  {
    const char *name;
    AnserLetterSort sort;
    gboolean reversed;
  } orders[] = {
    { "newest", ANSER_LETTER_SORT_DATE, FALSE },
    { "oldest", ANSER_LETTER_SORT_DATE, TRUE },
    { "sender", ANSER_LETTER_SORT_SENDER, FALSE },
    { "sender-z", ANSER_LETTER_SORT_SENDER, TRUE },
    { "subject", ANSER_LETTER_SORT_SUBJECT, FALSE },
    { "subject-z", ANSER_LETTER_SORT_SUBJECT, TRUE },
    { "largest", ANSER_LETTER_SORT_SIZE, FALSE },
    { "smallest", ANSER_LETTER_SORT_SIZE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    if (g_strcmp0 (orders[i].name, self->order) == 0)
      {
        *reversed = orders[i].reversed;
        return orders[i].sort;
      }

  *reversed = FALSE;
  return ANSER_LETTER_SORT_DATE;
}

AnserLetterShow
anser_letter_list_view_get_show (AnserLetterListView *self)
{
  if (g_strcmp0 (self->show, "unread") == 0)
    return ANSER_LETTER_SHOW_UNREAD;
  if (g_strcmp0 (self->show, "starred") == 0)
    return ANSER_LETTER_SHOW_STARRED;
  if (g_strcmp0 (self->show, "attachments") == 0)
    return ANSER_LETTER_SHOW_ATTACHED;

  return self->conversations ? ANSER_LETTER_SHOW_CONVERSATIONS : ANSER_LETTER_SHOW_ALL;
}

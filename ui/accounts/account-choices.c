/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "config.h"

#include "accounts/account-choices.h"

#define MEGABYTE 1000000

/**
 * Choices:
 * @n: how many rows a combo has
 * @values: what each of them means, rising
 */
typedef struct
{
  unsigned n;
  unsigned values[8];
} Choices;

static const Choices intervals = { 6, { 0, 5, 10, 15, 30, 60 } };
static const Choices leave_days = { 6, { 0, 3, 7, 14, 30, 90 } };
static const Choices keep_days = { 6, { 0, 7, 14, 30, 90, 365 } };
static const Choices megabytes = { 6, { 0, 1, 5, 10, 25, 50 } };

static unsigned
find_choice (const Choices *choices,
             guint64        value)
{
  unsigned choice = 0;

  while (choice + 1 < choices->n && choices->values[choice] < value)
    choice++;

  return choice;
}

static gboolean
value_to_choice (GBinding     *binding,
                 const GValue *from,
                 GValue       *to,
                 gpointer      data)
{
  g_value_set_uint (to, find_choice (data, g_value_get_uint (from)));
  return TRUE;
}

static gboolean
choice_to_value (GBinding     *binding,
                 const GValue *from,
                 GValue       *to,
                 gpointer      data)
{
  const Choices *choices = data;
  unsigned choice = g_value_get_uint (from);

  if (choice >= choices->n)
    return FALSE;

  g_value_set_uint (to, choices->values[choice]);
  return TRUE;
}

static void
bind (AdwComboRow   *row,
      AnserAccount  *account,
      const char    *property,
      const Choices *choices)
{
  g_object_bind_property_full (account, property, row, "selected",
                               G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE,
                               value_to_choice, choice_to_value, (gpointer) choices, NULL);
}

void
anser_account_choices_bind_interval (AdwComboRow  *row,
                                     AnserAccount *account)
{
  bind (row, account, "check-interval", &intervals);
}

void
anser_account_choices_bind_leave_days (AdwComboRow  *row,
                                       AnserAccount *account)
{
  bind (row, account, "leave-days", &leave_days);
}

void
anser_account_choices_bind_keep_days (AdwComboRow  *row,
                                      AnserAccount *account,
                                      const char   *property)
{
  bind (row, account, property, &keep_days);
}

/* Combos that stand for two settings */

enum
{
  FOLLOW_NOTHING,
  FOLLOW_DELETION,
  FOLLOW_MOVES,
};

static void
show_follow (AnserAccount *account,
             GParamSpec   *pspec,
             AdwComboRow  *row)
{
  unsigned choice = FOLLOW_NOTHING;

  if (anser_account_get_follow_moves (account))
    choice = FOLLOW_MOVES;
  else if (anser_account_get_follow_deletion (account))
    choice = FOLLOW_DELETION;
  adw_combo_row_set_selected (row, choice);
}

/* Both at once: a moment with neither would be shown. */
static void
on_follow_selected (AdwComboRow  *row,
                    GParamSpec   *pspec,
                    AnserAccount *account)
{
  unsigned choice = adw_combo_row_get_selected (row);

  g_signal_handlers_block_by_func (account, show_follow, row);
  g_object_set (account, "follow-deletion", choice == FOLLOW_DELETION,
                "follow-moves", choice == FOLLOW_MOVES, NULL);
  g_signal_handlers_unblock_by_func (account, show_follow, row);
}

void
anser_account_choices_bind_follow (AdwComboRow  *row,
                                   AnserAccount *account)
{
  show_follow (account, NULL, row);
  g_signal_connect_object (account, "notify::follow-deletion", G_CALLBACK (show_follow), row, 0);
  g_signal_connect_object (account, "notify::follow-moves", G_CALLBACK (show_follow), row, 0);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_follow_selected), account, 0);
}

/* The first two rows, then sizes. */
enum
{
  HEADERS_OF_NOTHING,
  HEADERS_OF_ALL,
};

static void
show_headers (AnserAccount *account,
              GParamSpec   *pspec,
              AdwComboRow  *row)
{
  gint64 size = anser_account_get_max_size (account);
  unsigned choice = HEADERS_OF_NOTHING;

  if (anser_account_get_headers_only (account))
    choice = HEADERS_OF_ALL;
  else if (size > 0)
    choice = HEADERS_OF_ALL + find_choice (&megabytes, (guint64) (size - 1) / MEGABYTE + 1);
  adw_combo_row_set_selected (row, choice);
}

static void
on_headers_selected (AdwComboRow  *row,
                     GParamSpec   *pspec,
                     AnserAccount *account)
{
  unsigned choice = adw_combo_row_get_selected (row);
  gint64 size = 0;

  if (choice > HEADERS_OF_ALL && choice - HEADERS_OF_ALL < megabytes.n)
    size = (gint64) megabytes.values[choice - HEADERS_OF_ALL] * MEGABYTE;

  g_signal_handlers_block_by_func (account, show_headers, row);
  g_object_set (account, "headers-only", choice == HEADERS_OF_ALL, "max-size", size, NULL);
  g_signal_handlers_unblock_by_func (account, show_headers, row);
}

void
anser_account_choices_bind_headers (AdwComboRow  *row,
                                    AnserAccount *account)
{
  show_headers (account, NULL, row);
  g_signal_connect_object (account, "notify::headers-only", G_CALLBACK (show_headers), row, 0);
  g_signal_connect_object (account, "notify::max-size", G_CALLBACK (show_headers), row, 0);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_headers_selected), account, 0);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "correspondents.h"

#include "letter-header.h"
#include "rule-letter.h"
#include "store/letter-roll.h"

struct _AnserCorrespondents
{
  AnserStore *store;
  GPtrArray  *rolls;            /* (element-type AnserLetterRoll): one for each Sent folder */
  GHashTable *addresses;        /* folded */
  gboolean    is_stale;
};

AnserCorrespondents *
anser_correspondents_new (AnserStore         *store,
                          const char * const *accounts)
{
  AnserCorrespondents *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (accounts != NULL, NULL);

  self = g_new0 (AnserCorrespondents, 1);
  self->store = g_object_ref (store);
  self->is_stale = TRUE;
  self->rolls = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_letter_roll_free);
  self->addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (; *accounts != NULL; accounts++)
    {
      g_autoptr (AnserFolder) sent = anser_store_get_folder (store, *accounts, ANSER_FOLDER_SENT);

      if (sent != NULL)
        g_ptr_array_add (self->rolls, anser_letter_roll_new (store, sent));
    }
  return self;
}

void
anser_correspondents_free (AnserCorrespondents *self)
{
  g_ptr_array_unref (self->rolls);
  g_hash_table_unref (self->addresses);
  g_object_unref (self->store);
  g_free (self);
}

static void
add_all (AnserCorrespondents *self,
         GPtrArray           *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const AnserAddress *address = addresses->pdata[i];

      g_hash_table_add (self->addresses, anser_rule_fold (address->address));
    }
}

static void
add_letter (AnserCorrespondents *self,
            gint64               letter)
{
  g_autofree char *path = anser_store_dup_path (self->store, letter, NULL);
  g_autoptr (AnserLetter) header = path != NULL ? anser_letter_header_read (path) : NULL;

  if (header == NULL)
    return;
  add_all (self, anser_letter_get_to (header));
  add_all (self, anser_letter_get_cc (header));
  add_all (self, anser_letter_get_bcc (header));
}

static void
catch_up (AnserCorrespondents *self)
{
  self->is_stale = FALSE;
  for (guint i = 0; i < self->rolls->len; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 letter;

      while ((letter = anser_letter_roll_next (self->rolls->pdata[i], &error)) != 0)
        add_letter (self, letter);
      if (error != NULL)
        g_message ("It is not known to whom was written: %s", error->message);
    }
}

void
anser_correspondents_refresh (AnserCorrespondents *self)
{
  g_return_if_fail (self != NULL);

  self->is_stale = TRUE;
}

gboolean
anser_correspondents_have (AnserCorrespondents *self,
                           const char          *address)
{
  g_autofree char *folded = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  folded = anser_rule_fold (address);
  if (self->is_stale && !g_hash_table_contains (self->addresses, folded))
    catch_up (self);
  return g_hash_table_contains (self->addresses, folded);
}

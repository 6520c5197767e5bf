/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"
#include "store/store-search.h"
#include "user-accounts.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* anserctl search: what the search entry of the window finds. */

#define USUAL_LIMIT 50

typedef struct
{
  AnserStore *store;
  char       *account;
  char       *sort;
  int         limit;
  gboolean    variants;
  gboolean    files;
  gboolean    in_json;
  CliJson     json;
  unsigned    n_found;
  GError     *error;
} Search;

static void
on_progress (gint64   n_left,
             gpointer user_data)
{
  cli_progress (_("Preparing the search: %" PRId64 " messages left"), n_left);
}

static char *
format_date (gint64      date,
             const char *format)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (date);

  return time ? g_date_time_format (time, format) : g_strdup ("");
}

/* …/mail/ACCOUNT/FOLDER/cur/FILE; a folder in another is further down. */
static char *
dup_folder (const Search          *self,
            const AnserLetterData *letter,
            const char            *path)
{
  g_autofree char *mail =
    g_build_filename (anser_store_get_root (self->store), "mail", letter->account, NULL);
  g_autofree char *cur = g_path_get_dirname (path);
  g_autofree char *folder = g_path_get_dirname (cur);

  return g_strdup (g_str_has_prefix (folder, mail) && folder[strlen (mail)] == '/'
                     ? folder + strlen (mail) + 1 : "");
}

static void
add_flags (CliJson          *json,
           AnserLetterFlags  flags)
{
  cli_json_boolean (json, "unread", !(flags & ANSER_LETTER_SEEN));
  cli_json_boolean (json, "starred", (flags & ANSER_LETTER_FLAGGED) != 0);
  cli_json_boolean (json, "replied", (flags & ANSER_LETTER_REPLIED) != 0);
  cli_json_boolean (json, "forwarded", (flags & ANSER_LETTER_PASSED) != 0);
  cli_json_boolean (json, "attachments", (flags & ANSER_LETTER_HAS_ATTACHMENTS) != 0);
}

static void
add_letter (Search                *self,
            const AnserLetterData *letter,
            const char            *path)
{
  g_autofree char *date = format_date (letter->date, "%Y-%m-%dT%H:%M:%S%:z");
  g_autofree char *folder = dup_folder (self, letter, path);

  cli_json_open (&self->json, NULL, '{');
  cli_json_string (&self->json, "account", letter->account);
  cli_json_string (&self->json, "folder", folder);
  cli_json_string (&self->json, "date", date);
  cli_json_string (&self->json, "from", letter->sender);
  cli_json_string (&self->json, "to", letter->recipients);
  cli_json_string (&self->json, "subject", letter->subject);
  cli_json_string (&self->json, "snippet", letter->snippet);
  cli_json_number (&self->json, "size", letter->size);
  add_flags (&self->json, letter->flags);
  cli_json_string (&self->json, "path", path);
  cli_json_close (&self->json, '{');
}

/* A letter that has just gone is none. FALSE when output fails. */
static void
show_letter (Search *self,
             gint64  id)
{
  g_autoptr(AnserLetterData) letter = anser_store_read_letter (self->store, id, &self->error);
  g_autofree char *path = letter ? anser_store_dup_path (self->store, id, NULL) : NULL;
  g_autofree char *date = NULL;

  if (!path)
    return;
  self->n_found++;
  if (self->in_json)
    add_letter (self, letter, path);
  else if (self->files)
    g_print ("%s\n", path);
  else
    {
      date = format_date (letter->date, "%Y-%m-%d %H:%M");
      g_print ("%s\t%s\t%s\n", date, letter->sender, letter->subject);
    }
}

static gboolean
on_found (const AnserFound *entries,
          unsigned          n,
          gpointer          user_data)
{
  Search *self = user_data;

  for (unsigned i = 0; i < n && !self->error; i++)
    show_letter (self, entries[i].id);
  return !self->error;
}

static gboolean
find_account (const Search  *self,
              char         **id,
              GError       **error)
{
  g_autoptr(AnserAccounts) accounts = NULL;
  AnserAccount *account;

  if (!self->account)
    return TRUE;
  accounts = cli_user_accounts_open (error);
  account = accounts ? cli_user_accounts_find (accounts, self->account, error) : NULL;
  *id = account ? g_strdup (anser_account_get_id (account)) : NULL;
  return account != NULL;
}

static AnserQuery *
parse (int      argc,
       char   **argv,
       GError **error)
{
  g_autofree char *text = g_strjoinv (" ", argv + 1);
  g_autoptr(GError) fault = NULL;
  g_autoptr(AnserQuery) query = anser_query_parse (text, 0, &fault);

  if (!query)
    g_set_error_literal (error, CLI_ERROR, EX_USAGE, fault->message);
  else if (anser_query_is_empty (query))
    {
      g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                           _("There is nothing to look for. Write a word, or an operator such as "
                             "from:anna or is:unread."));
      return NULL;
    }
  return g_steal_pointer (&query);
}

static gboolean
run (Search            *self,
     const AnserQuery  *query,
     GError           **error)
{
  g_autofree char *account = NULL;
  AnserSearch search = { .query = query, .limit = self->limit, .variants = self->variants };
  gboolean done;

  if (g_strcmp0 (self->sort, "relevance") == 0)
    search.order = ANSER_SEARCH_BY_RELEVANCE;
  else if (self->sort && !g_str_equal (self->sort, "date"))
    {
      g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                           _("--sort takes “date” or “relevance”."));
      return FALSE;
    }
  if (self->limit < 0)
    {
      g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                           _("--limit takes a number; 0 is all."));
      return FALSE;
    }
  if (!find_account (self, &account, error) || !(self->store = cli_user_store_open (error)))
    return FALSE;
  search.account = account;
  done = anser_store_index_words (self->store, on_progress, NULL, NULL, error);
  cli_progress_end ();
  return done && anser_store_search (self->store, &search, on_found, self, NULL, error);
}

static int
finish (Search *self,
        GError *fault)
{
  if (fault || self->error)
    return cli_fail (fault ? fault : self->error);
  cli_json_close (&self->json, '[');
  if (self->in_json)
    cli_json_print (&self->json);
  else if (self->n_found == 0)
    g_printerr ("%s\n", _("No message was found."));
  return 0;
}

int
cli_search (int    argc,
            char **argv)
{
  Search self = { .limit = USUAL_LIMIT };
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &self.account, N_("Only messages of this account"),
      N_("ACCOUNT") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &self.limit,
      N_("At most so many messages; 50 if it is not said, 0 for all"), N_("N") },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &self.sort,
      N_("The newest first (date, the usual), or the best (relevance)"), N_("ORDER") },
    { "variants", 0, 0, G_OPTION_ARG_NONE, &self.variants,
      N_("Take traditional and simplified Chinese for the same"), NULL },
    { "files", 0, 0, G_OPTION_ARG_NONE, &self.files, N_("Tell the files of the messages"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("QUERY…"));
  g_autoptr(AnserQuery) query = NULL;
  g_autoptr(GError) error = NULL;
  int status;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  cli_json_init (&self.json);
  cli_json_open (&self.json, NULL, '[');
  if (cli_parse (context, 1, G_MAXINT, &argc, &argv, &error) &&
      (query = parse (argc, argv, &error)))
    run (&self, query, &error);
  status = finish (&self, error);
  cli_json_clear (&self.json);
  g_clear_error (&self.error);
  g_clear_object (&self.store);
  g_free (self.account);
  g_free (self.sort);
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "draft-private.h"

#include "snippet.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Long conversations: the first one and the newest are what programs go by. */
#define REFERENCES_MAX 30

/* In lower case, without the colon; "re" also covers "Re[2]:" and "Re(2):". */
static const char *const reply_prefixes[] = {
  "re", "aw", "sv", "antw", "vs", "ref", "odp", "回复", "答复", "回覆", "答覆", "返信", "회신",
};
static const char *const forward_prefixes[] = {
  "fwd", "fw", "wg", "vl", "tr", "rv", "转发", "轉寄", "轉發", "転送", "전달",
};

static gsize
colon_length (const char *at)
{
  if (*at == ':')
    return 1;
  return g_str_has_prefix (at, "：") ? strlen ("：") : 0;
}

/* "[2]" or "(2)" or nothing. */
static const char *
skip_count (const char *at)
{
  if (*at == '[' || *at == '(')
    {
      gsize n = strspn (at + 1, "0123456789");

      if (n > 0 && strchr ("])", at[n + 1]) != NULL && at[n + 1] != '\0')
        return at + n + 2;
    }
  return at;
}

/* What stands after one of @prefixes, or NULL. */
static const char *
skip_prefix (const char        *subject,
             const char *const *prefixes,
             gsize              n_prefixes)
{
  for (gsize i = 0; i < n_prefixes; i++)
    {
      gsize length = strlen (prefixes[i]);
      const char *at;

      if (g_ascii_strncasecmp (subject, prefixes[i], length) != 0)
        continue;
      at = skip_count (subject + length);
      at += strspn (at, " ");
      if (colon_length (at) == 0)
        continue;
      at += colon_length (at);
      return at + strspn (at, " ");
    }
  return NULL;
}

static char *
make_subject (const char     *subject,
              AnserReplyKind  kind)
{
  gboolean forward = kind == ANSER_REPLY_FORWARD;
  const char *const *prefixes = forward ? forward_prefixes : reply_prefixes;
  gsize n = forward ? G_N_ELEMENTS (forward_prefixes) : G_N_ELEMENTS (reply_prefixes);
  const char *rest = subject + strspn (subject, " ");

  for (const char *next = rest; next != NULL; next = skip_prefix (rest, prefixes, n))
    rest = next;
  return g_strconcat (forward ? "Fwd: " : "Re: ", rest, NULL);
}

static gboolean
contains (GPtrArray          *addresses,
          const AnserAddress *address)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      if (anser_address_equal (g_ptr_array_index (addresses, i), address))
        return TRUE;
    }
  return FALSE;
}

/* Whatever the case: hardly any server tells anna@ from Anna@, and one's own address comes back in
 * the form in which others typed it. */
static const AnserAddress *
match_own (GPtrArray          *own,
           const AnserAddress *address)
{
  for (guint i = 0; own != NULL && i < own->len; i++)
    {
      const AnserAddress *mine = g_ptr_array_index (own, i);

      if (anser_address_equal (mine, address)
          || g_ascii_strcasecmp (mine->address, address->address) == 0)
        return mine;
    }
  return NULL;
}

static gboolean
is_own (GPtrArray          *own,
        const AnserAddress *address)
{
  return match_own (own, address) != NULL;
}

/* Adds those of @from that can be written to, are not there yet, and are not @own. */
static void
add_all (AnserDraft *self,
         GPtrArray  *list,
         GPtrArray  *from,
         GPtrArray  *own)
{
  for (guint i = 0; i < from->len; i++)
    {
      const AnserAddress *address = g_ptr_array_index (from, i);

      if (strchr (address->address, '@') != NULL && !is_own (own, address)
          && !contains (self->to, address) && !contains (self->cc, address))
        g_ptr_array_add (list, anser_address_copy (address));
    }
}

static gboolean
all_own (GPtrArray *addresses,
         GPtrArray *own)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      if (!is_own (own, g_ptr_array_index (addresses, i)))
        return FALSE;
    }
  return addresses->len > 0;
}

static void
choose_recipients (AnserDraft     *self,
                   AnserLetter    *letter,
                   AnserReplyKind  kind,
                   GPtrArray      *own)
{
  GPtrArray *sender = anser_letter_get_reply_to (letter);
  gboolean all = kind == ANSER_REPLY_ALL;

  if (kind == ANSER_REPLY_FORWARD)
    return;
  if (sender->len == 0)
    sender = anser_letter_get_from (letter);

  /* An answer to one's own letter goes on to those it went to. */
  if (all_own (sender, own))
    add_all (self, self->to, anser_letter_get_to (letter), own);
  else
    add_all (self, self->to, sender, all ? own : NULL);

  if (all)
    {
      add_all (self, self->to, anser_letter_get_to (letter), own);
      add_all (self, self->cc, anser_letter_get_cc (letter), own);
    }
  if (self->to->len == 0 && self->cc->len == 0)
    add_all (self, self->to, sender, NULL);
}

static const AnserAddress *
find_own (GPtrArray *addresses,
          GPtrArray *own)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const AnserAddress *mine = match_own (own, g_ptr_array_index (addresses, i));

      if (mine != NULL)
        return mine;
    }
  return NULL;
}

static const AnserAddress *
find_own_in_header (AnserLetter *letter,
                    const char  *name,
                    GPtrArray   *own)
{
  g_autofree char *value = anser_letter_dup_header (letter, name);
  g_autoptr(GPtrArray) addresses = NULL;

  if (value == NULL)
    return NULL;
  addresses = anser_addresses_parse (value, NULL);
  return addresses != NULL ? find_own (addresses, own) : NULL;
}

/* The answer comes from the address that was written to. */
static void
choose_from (AnserDraft  *self,
             AnserLetter *letter,
             GPtrArray   *own)
{
  const AnserAddress *from;

  if (own == NULL || own->len == 0)
    return;

  from = find_own (anser_letter_get_to (letter), own);
  if (from == NULL)
    from = find_own (anser_letter_get_cc (letter), own);
  if (from == NULL)
    from = find_own (anser_letter_get_bcc (letter), own);
  if (from == NULL)
    from = find_own (anser_letter_get_from (letter), own);
  if (from == NULL)
    from = find_own_in_header (letter, "Delivered-To", own);
  if (from == NULL)
    from = find_own_in_header (letter, "X-Original-To", own);
  anser_draft_set_from (self, from != NULL ? from : g_ptr_array_index (own, 0));
}

/* References of the letter and its own Message-ID (RFC 5322 section 3.6.4). */
static void
choose_references (AnserDraft  *self,
                   AnserLetter *letter)
{
  const char **ids = anser_letter_get_references (letter);
  const char *own_id = anser_letter_get_message_id (letter);
  const char *parent = anser_letter_get_in_reply_to (letter);
  g_autoptr(GStrvBuilder) chain = g_strv_builder_new ();
  guint n = g_strv_length ((GStrv) ids);

  if (own_id == NULL)
    return;

  for (guint i = 0; i < n; i++)
    {
      if (i == 0 || i + REFERENCES_MAX > n)
        g_strv_builder_add (chain, ids[i]);
    }
  if (n == 0 && parent != NULL)
    g_strv_builder_add (chain, parent);
  g_strv_builder_add (chain, own_id);
  self->references = g_strv_builder_end (chain);
  self->in_reply_to = g_strdup (own_id);
}

/* The text without the signature and without empty lines at its end. */
static char *
get_quotable (AnserLetter *letter,
              gboolean     keep_signature)
{
  const char *text = anser_letter_get_text (letter);
  const char *signature = keep_signature ? NULL : anser_snippet_find_signature (text);
  g_autofree char *quotable = signature != NULL ? g_strndup (text, signature - text)
                                                : g_strdup (text);

  return g_strchomp (g_steal_pointer (&quotable));
}

static void
append_quoted (GString    *out,
               const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      gboolean bare = lines[i][0] == '>' || lines[i][0] == '\0';

      g_string_append_printf (out, bare ? ">%s\n" : "> %s\n", lines[i]);
    }
}

/* NULL if the letter has no date. */
static char *
format_date (AnserLetter *letter)
{
  gint64 seconds = anser_letter_get_date (letter);
  g_autoptr(GDateTime) date = NULL;

  if (seconds == 0)
    return NULL;
  date = g_date_time_new_from_unix_local (seconds);
  /* Translators: a date and time in the line above a quoted message, for g_date_time_format(). */
  return date != NULL ? g_date_time_format (date, _("%a, %-d %b %Y at %H:%M")) : NULL;
}

static char *
make_reply_text (AnserLetter *letter)
{
  g_autofree char *date = format_date (letter);
  g_autofree char *quotable = get_quotable (letter, FALSE);
  g_autoptr(GString) out = g_string_new ("\n\n");
  GPtrArray *from = anser_letter_get_from (letter);
  const char *name = from->len > 0 ? anser_address_get_label (g_ptr_array_index (from, 0)) : NULL;

  if (date != NULL && name != NULL)
    /* Translators: the line above a quoted message: date, then name. */
    g_string_append_printf (out, _("On %s, %s wrote:"), date, name);
  else if (name != NULL)
    /* Translators: the line above a quoted message that has no date. */
    g_string_append_printf (out, _("%s wrote:"), name);
  if (name != NULL)
    g_string_append_c (out, '\n');

  if (quotable[0] != '\0')
    append_quoted (out, quotable);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
append_field (GString    *out,
              const char *label,
              const char *value)
{
  if (value != NULL && value[0] != '\0')
    g_string_append_printf (out, "%s %s\n", label, value);
}

static char *
make_forward_text (AnserLetter *letter)
{
  g_autofree char *from = anser_addresses_to_string (anser_letter_get_from (letter));
  g_autofree char *to = anser_addresses_to_string (anser_letter_get_to (letter));
  g_autofree char *cc = anser_addresses_to_string (anser_letter_get_cc (letter));
  g_autofree char *date = format_date (letter);
  g_autofree char *text = get_quotable (letter, TRUE);
  g_autoptr(GString) out = g_string_new ("\n\n");

  g_string_append_printf (out, "-------- %s --------\n", _("Forwarded message"));
  append_field (out, _("From:"), from);
  append_field (out, _("Date:"), date);
  append_field (out, _("Subject:"), anser_letter_get_subject (letter));
  append_field (out, _("To:"), to);
  append_field (out, _("Cc:"), cc);
  g_string_append_printf (out, "\n%s\n", text);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Also the pictures inside the HTML: they would be lost with it. */
static void
carry_attachments (AnserDraft  *self,
                   AnserLetter *letter)
{
  GPtrArray *parts = anser_letter_get_parts (letter);

  for (guint i = 0; i < parts->len; i++)
    {
      AnserPart *part = g_ptr_array_index (parts, i);

      if (anser_part_is_attachment (part)
          || g_str_has_prefix (anser_part_get_content_type (part), "image/"))
        g_ptr_array_add (self->attachments, anser_attachment_new_for_part (part));
    }
}

AnserDraft *
anser_draft_new_reply (AnserLetter    *letter,
                       AnserReplyKind  kind,
                       GPtrArray      *own)
{
  AnserDraft *self;

  g_return_val_if_fail (ANSER_IS_LETTER (letter), NULL);

  self = anser_draft_new ();
  choose_from (self, letter, own);
  choose_recipients (self, letter, kind, own);
  g_free (self->subject);
  self->subject = make_subject (anser_letter_get_subject (letter), kind);
  g_free (self->text);
  if (kind == ANSER_REPLY_FORWARD)
    {
      self->text = make_forward_text (letter);
      carry_attachments (self, letter);
    }
  else
    {
      self->text = make_reply_text (letter);
      choose_references (self, letter);
    }
  return self;
}

AnserDraft *
anser_draft_new_for_letter (AnserLetter *letter)
{
  AnserDraft *self;
  GPtrArray *from;
  GPtrArray *attachments;
  gsize length;

  g_return_val_if_fail (ANSER_IS_LETTER (letter), NULL);

  self = anser_draft_new ();
  from = anser_letter_get_from (letter);
  if (from->len > 0)
    anser_draft_set_from (self, g_ptr_array_index (from, 0));
  anser_draft_set_to (self, anser_letter_get_to (letter));
  anser_draft_set_cc (self, anser_letter_get_cc (letter));
  anser_draft_set_bcc (self, anser_letter_get_bcc (letter));
  anser_draft_set_reply_to (self, anser_letter_get_reply_to (letter));
  anser_draft_set_subject (self, anser_letter_get_subject (letter));
  anser_draft_set_html (self, anser_letter_get_html (letter));
  anser_draft_set_text (self, anser_letter_get_text (letter));

  /* The line end that building the letter adds. */
  length = strlen (self->text);
  if (length > 0 && self->text[length - 1] == '\n')
    self->text[length - 1] = '\0';

  self->message_id = g_strdup (anser_letter_get_message_id (letter));
  self->in_reply_to = g_strdup (anser_letter_get_in_reply_to (letter));
  self->references = g_strdupv ((GStrv) anser_letter_get_references (letter));
  attachments = anser_letter_get_attachments (letter);
  for (guint i = 0; i < attachments->len; i++)
    g_ptr_array_add (self->attachments,
                     anser_attachment_new_for_part (g_ptr_array_index (attachments, i)));
  return self;
}

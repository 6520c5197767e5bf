/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "rule-line.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
token_clear (gpointer data)
{
  g_free (((AnserRuleToken *) data)->text);
}

/* @text stands behind the first quotation mark. NULL if there is no second one. */
static const char *
read_quoted (const char *text,
             GString    *value)
{
  for (; *text != '\0' && *text != '"'; text++)
    {
      if (*text == '\\' && (text[1] == '"' || text[1] == '\\'))
        text++;
      g_string_append_c (value, *text);
    }
  return *text == '"' ? text + 1 : NULL;
}

const char *
anser_rule_line_skip_text (const char *text)
{
  g_autoptr (GString) value = g_string_new (NULL);

  return read_quoted (text, value);
}

/* Adds the token at which @text stands; returns what follows. */
static const char *
read_token (const char *text,
            GArray     *tokens)
{
  AnserRuleToken token = { NULL, *text == '"' };

  if (token.quoted)
    {
      GString *value = g_string_new (NULL);

      text = read_quoted (text + 1, value);
      token.text = g_string_free (value, FALSE);
    }
  else
    {
      gsize length = strcspn (text, " \t\r\"#");

      token.text = g_strndup (text, length);
      text += length;
    }
  g_array_append_val (tokens, token);
  return text;
}

gboolean
anser_rule_line_init (AnserRuleLine  *self,
                      const char     *text,
                      GError        **error)
{
  self->tokens = g_array_new (FALSE, FALSE, sizeof (AnserRuleToken));
  self->next = 0;
  g_array_set_clear_func (self->tokens, token_clear);
  for (text += strspn (text, " \t\r"); *text != '\0' && *text != '#';
       text += strspn (text, " \t\r"))
    {
      text = read_token (text, self->tokens);
      if (text != NULL)
        continue;
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("A text begins with a quotation mark, but does not end with one."));
      return FALSE;
    }
  return TRUE;
}

void
anser_rule_line_clear (AnserRuleLine *self)
{
  g_clear_pointer (&self->tokens, g_array_unref);
}

gboolean
anser_rule_line_is_at_end (AnserRuleLine *self)
{
  return self->next >= self->tokens->len;
}

const AnserRuleToken *
anser_rule_line_take (AnserRuleLine *self)
{
  return anser_rule_line_is_at_end (self)
           ? NULL : &g_array_index (self->tokens, AnserRuleToken, self->next++);
}

gboolean
anser_rule_line_take_word (AnserRuleLine *self,
                           const char    *word)
{
  const AnserRuleToken *token = anser_rule_line_take (self);

  if (token != NULL && !token->quoted && g_ascii_strcasecmp (token->text, word) == 0)
    return TRUE;
  if (token != NULL)
    self->next--;
  return FALSE;
}

const char *
anser_rule_line_take_text (AnserRuleLine  *self,
                           GError        **error)
{
  const AnserRuleToken *token = anser_rule_line_take (self);

  if (token != NULL && token->quoted)
    return token->text;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _("A text between quotation marks is missing here."));
  return NULL;
}

gboolean
anser_rule_line_expect_end (AnserRuleLine  *self,
                            GError        **error)
{
  const AnserRuleToken *token = anser_rule_line_take (self);

  if (token == NULL)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _("There is something left over at the end of this line: “%s”."), token->text);
  return FALSE;
}

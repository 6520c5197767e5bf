/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dialogue.h"

#include "escape.h"

#include <string.h>

typedef struct
{
  Dialogue   *dialogue;
  const char *path;
  unsigned    line;
  gboolean    talking;
  GByteArray *block;          /* where lines that begin with | go */
} Parser;

static void
step_free (Step *self)
{
  g_byte_array_unref (self->bytes);
  g_free (self);
}

static void
action_free (Action *self)
{
  g_free (self->verb);
  anser_envelope_free (self->envelope);
  g_byte_array_unref (self->letter);
  g_free (self->head);
  g_clear_pointer (&self->data, g_byte_array_unref);
  g_free (self);
}

void
dialogue_free (Dialogue *self)
{
  g_free (self->name);
  anser_server_free (self->server);
  g_free (self->helo);
  g_free (self->learns);
  g_ptr_array_unref (self->actions);
  g_ptr_array_unref (self->steps);
  g_free (self);
}

static Action *
last_action (Parser *parser)
{
  GPtrArray *actions = parser->dialogue->actions;

  return actions->len > 0 ? g_ptr_array_index (actions, actions->len - 1) : NULL;
}

static gboolean
parse_bool (const char *value)
{
  return strcmp (value, "yes") == 0;
}

static gboolean
parse_security (const char    *value,
                AnserSecurity *security)
{
  static const char *const names[] = { "none", "starttls", "tls" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (value, names[i]) == 0)
      {
        *security = (AnserSecurity) i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
parse_string (const char  *value,
              char       **string)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  if (!escape_read (value, "", bytes))
    return FALSE;

  g_free (*string);
  *string = g_strndup ((const char *) bytes->data, bytes->len);
  return TRUE;
}

static gboolean
parse_action (Parser     *parser,
              const char *value,
              gboolean    along)
{
  g_auto(GStrv) words = g_strsplit (value, " ", -1);
  Action *action = g_new0 (Action, 1);

  parser->block = NULL;
  action->verb = g_strdup (words[0]);
  action->along = along;
  action->line = parser->line;
  action->envelope = anser_envelope_new ("");
  action->letter = g_byte_array_new ();
  action->head = g_strdup ("ok");
  g_ptr_array_add (parser->dialogue->actions, action);

  for (unsigned i = 1; words[i] != NULL; i++)
    {
      if (action->n_numbers == G_N_ELEMENTS (action->numbers))
        return FALSE;
      action->numbers[action->n_numbers++] = (unsigned) g_ascii_strtoull (words[i], NULL, 10);
    }

  return TRUE;
}

/* What is said about the envelope of the last action. */
static gboolean
parse_envelope (AnserEnvelope *envelope,
                const char    *key,
                const char    *value)
{
  if (strcmp (key, "from") == 0)
    return parse_string (value, &envelope->sender);
  if (strcmp (key, "to") == 0)
    return anser_envelope_add_recipient (envelope, value, NULL);
  if (strcmp (key, "notify") == 0)
    return anser_notify_parse (value, &envelope->notify);
  if (strcmp (key, "ret") == 0)
    return anser_return_parse (value, &envelope->ret);
  if (strcmp (key, "envid") == 0)
    return parse_string (value, &envelope->envid);
  if (strcmp (key, "orcpt") == 0)
    envelope->orcpt = parse_bool (value);
  else if (strcmp (key, "partial") == 0)
    envelope->partial = parse_bool (value);
  else if (strcmp (key, "binary") == 0)
    envelope->binary = parse_bool (value);
  else if (strcmp (key, "eight-bit") == 0)
    envelope->eight_bit = parse_bool (value);
  else if (strcmp (key, "size") == 0)
    envelope->size = g_ascii_strtoll (value, NULL, 10);
  else
    return FALSE;

  return TRUE;
}

/* What is said about the last action. */
static gboolean
parse_detail (Parser     *parser,
              const char *key,
              const char *value)
{
  Action *action = last_action (parser);

  if (action == NULL)
    return FALSE;

  if (strcmp (key, "expect") == 0)
    {
      parser->block = NULL;
      return parse_string (value, &action->head);
    }
  if (strcmp (key, "letter") == 0)
    {
      parser->block = action->letter;
      return TRUE;
    }

  return parse_envelope (action->envelope, key, value);
}

static gboolean
parse_key (Parser     *parser,
           const char *key,
           const char *value)
{
  Dialogue *dialogue = parser->dialogue;

  if (strcmp (key, "do") == 0)
    return parse_action (parser, value, FALSE);
  if (strcmp (key, "and") == 0)
    return parse_action (parser, value, TRUE);
  if (strcmp (key, "user") == 0)
    return parse_string (value, &dialogue->server->user);
  if (strcmp (key, "password") == 0)
    return parse_string (value, &dialogue->server->password);
  if (strcmp (key, "auth") == 0)
    return parse_string (value, &dialogue->server->mechanism);
  if (strcmp (key, "learns") == 0)
    return parse_string (value, &dialogue->learns);
  if (strcmp (key, "helo") == 0)
    return parse_string (value, &dialogue->helo);
  if (strcmp (key, "security") == 0)
    return parse_security (value, &dialogue->server->security);
  if (strcmp (key, "timeout") == 0)
    dialogue->timeout = (unsigned) g_ascii_strtoull (value, NULL, 10);
  else if (strcmp (key, "window") == 0)
    dialogue->window = (unsigned) g_ascii_strtoull (value, NULL, 10);
  else if (strcmp (key, "rest") == 0)
    dialogue->rest = (unsigned) g_ascii_strtoull (value, NULL, 10);
  else if (strcmp (key, "knows") == 0)
    dialogue->server->quirks = anser_server_quirks_from_string (value);
  else if (strcmp (key, "lines") == 0)
    dialogue->lf_only = strcmp (value, "lf") == 0;
  else
    return parse_detail (parser, key, value);

  return TRUE;
}

/* A line of the letter, or of what an action has to bring. */
static gboolean
parse_block_line (Parser     *parser,
                  const char *text)
{
  Action *action = last_action (parser);

  if (action == NULL)
    return FALSE;

  if (parser->block == NULL)
    {
      g_assert (action->data == NULL);
      action->data = g_byte_array_new ();
      parser->block = action->data;
    }

  return escape_read (text[0] == ' ' ? text + 1 : text, "\r\n", parser->block);
}

static gboolean
parse_head_line (Parser     *parser,
                 const char *line)
{
  g_autofree char *text = g_strchug (g_strdup (line));
  g_autofree char *key = NULL;
  char *colon;

  if (text[0] == '|')
    return parse_block_line (parser, text + 1);

  colon = strchr (text, ':');
  if (colon == NULL)
    return FALSE;

  key = g_strndup (text, (gsize) (colon - text));
  return parse_key (parser, key, g_strstrip (colon + 1));
}

static Step *
add_step (Parser   *parser,
          StepKind  kind)
{
  Step *step = g_new0 (Step, 1);

  step->kind = kind;
  step->bytes = g_byte_array_new ();
  step->line = parser->line;
  g_ptr_array_add (parser->dialogue->steps, step);

  return step;
}

/* "S*1000: X" is a thousand lines. */
static gboolean
parse_repeated (Parser     *parser,
                const char *line,
                const char *line_end)
{
  g_autoptr(GByteArray) once = g_byte_array_new ();
  Step *step = add_step (parser, STEP_SERVER);
  char *colon;
  guint64 count = g_ascii_strtoull (line + 2, &colon, 10);

  if (!g_str_has_prefix (colon, ": ") || !escape_read (colon + 2, line_end, once))
    return FALSE;

  for (guint64 i = 0; i < count; i++)
    g_byte_array_append (step->bytes, once->data, once->len);

  return TRUE;
}

static gboolean
parse_talk (Parser     *parser,
            const char *line)
{
  static const struct
  {
    const char *word;
    StepKind    kind;
  } directives[] = {
    { "starttls", STEP_STARTTLS }, { "close", STEP_CLOSE }, { "reset", STEP_RESET },
    { "stall", STEP_STALL }, { "connect", STEP_CONNECT },
  };
  const char *server_end = parser->dialogue->lf_only ? "\n" : "\r\n";

  if (g_str_has_prefix (line, "S: ") || strcmp (line, "S:") == 0)
    return escape_read (line + MIN (3, strlen (line)), server_end,
                        add_step (parser, STEP_SERVER)->bytes);
  if (g_str_has_prefix (line, "S*"))
    return parse_repeated (parser, line, server_end);
  if (g_str_has_prefix (line, "C: ") || strcmp (line, "C:") == 0)
    return escape_read (line + MIN (3, strlen (line)), "\r\n",
                        add_step (parser, STEP_CLIENT)->bytes);
  if (g_str_has_prefix (line, "inject: "))
    return escape_read (line + 8, server_end, add_step (parser, STEP_INJECT)->bytes);

  for (gsize i = 0; i < G_N_ELEMENTS (directives); i++)
    if (strcmp (line, directives[i].word) == 0)
      {
        add_step (parser, directives[i].kind);
        return TRUE;
      }

  return FALSE;
}

static gboolean
parse_line (Parser     *parser,
            const char *line)
{
  if (line[0] == '#' || (line[0] == '\0' && !parser->talking))
    return TRUE;

  if (parser->talking)
    return line[0] == '\0' || parse_talk (parser, line);

  if (strcmp (line, "---") == 0)
    {
      parser->talking = TRUE;
      return TRUE;
    }

  return parse_head_line (parser, line);
}

static Dialogue *
dialogue_new (const char *path)
{
  Dialogue *self = g_new0 (Dialogue, 1);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);

  self->name = g_strndup (base, strcspn (base, "."));
  self->protocol = g_str_has_suffix (folder, "smtp") ? DIALOGUE_SMTP : DIALOGUE_POP3;
  self->server = anser_server_new ("127.0.0.1", 0, ANSER_SECURITY_NONE);
  self->actions = g_ptr_array_new_with_free_func ((GDestroyNotify) action_free);
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);

  return self;
}

Dialogue *
dialogue_load (const char  *path,
               GError     **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *contents = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(Dialogue) self = NULL;
  Parser parser = { .path = path };

  if (!g_file_get_contents (path, &contents, NULL, error))
    return NULL;

  self = dialogue_new (absolute);
  parser.dialogue = self;
  lines = g_strsplit (contents, "\n", -1);
  for (parser.line = 1; lines[parser.line - 1] != NULL; parser.line++)
    if (!parse_line (&parser, lines[parser.line - 1]))
      {
        g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE, "%s:%u: not understood: %s",
                     path, parser.line, lines[parser.line - 1]);
        return NULL;
      }

  return g_steal_pointer (&self);
}

GByteArray *
dialogue_get_run (const Dialogue *self,
                  unsigned        index,
                  unsigned       *next,
                  gboolean       *glued)
{
  GByteArray *run = g_byte_array_new ();

  *glued = FALSE;
  for (; index < self->steps->len; index++)
    {
      Step *step = g_ptr_array_index (self->steps, index);

      if (step->kind != STEP_SERVER && step->kind != STEP_INJECT)
        break;
      *glued |= step->kind == STEP_INJECT;
      g_byte_array_append (run, step->bytes->data, step->bytes->len);
    }

  *next = index;
  return run;
}

unsigned
dialogue_count_connections (const Dialogue *self)
{
  unsigned n = 1;

  for (unsigned i = 0; i < self->steps->len; i++)
    n += ((Step *) g_ptr_array_index (self->steps, i))->kind == STEP_CONNECT;

  return n;
}

static void
write_step (GString    *out,
            const char *mark,
            const Step *step)
{
  static const char *const prefixes[] = { "S: ", "C: ", "inject: " };
  static const char *const words[] = { "starttls", "close", "reset", "stall", "connect" };

  if (step->kind < STEP_STARTTLS)
    {
      g_autofree char *prefix = g_strconcat (mark, prefixes[step->kind], NULL);
      gsize length = MIN (step->bytes->len, 500);

      escape_write (out, prefix, step->bytes->data, length);
      return;
    }

  g_string_append_printf (out, "%s%s\n", mark, words[step->kind - STEP_STARTTLS]);
}

char *
dialogue_departure (const Dialogue *self,
                    unsigned        index,
                    const char     *why,
                    const guint8   *seen,
                    gsize           length)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "%s: %s\n", self->name, why);
  for (unsigned i = 0; i < MIN (index, self->steps->len); i++)
    write_step (out, "    ", g_ptr_array_index (self->steps, i));
  if (index < self->steps->len)
    write_step (out, "  - ", g_ptr_array_index (self->steps, index));
  if (length > 0)
    escape_write (out, "  + C: ", seen, length);

  return g_string_free (out, FALSE);
}

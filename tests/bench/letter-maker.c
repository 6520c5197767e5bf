/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "letter-maker.h"

#include "vocabulary.h"

#include <math.h>
#include <string.h>

#define N_PEOPLE 3000
#define N_LISTS 30
#define N_OPEN_THREADS 400
#define MOST_REFERENCES 12
#define SNIPPET_LENGTH 160

/* The newest letter's date; the oldest is as much older as N letters take. */
#define LAST_DATE G_GINT64_CONSTANT (1795000000)
#define SECONDS_BETWEEN 157

#define LINE_LENGTH 72

typedef enum { PLAIN, BASE64, GB18030, WITH_HTML, WITH_FILE, N_FORMS } Form;

typedef struct
{
  char    *name;
  char    *address;
  gboolean chinese;
} Person;

/* A conversation to which answers may come yet. */
typedef struct
{
  char     *subject;
  GString  *references;
  unsigned  n_references;
  unsigned  people[2];
  unsigned  list;
  gboolean  chinese;
} Thread;

struct _LetterMaker
{
  Dice        dice;
  unsigned    n_letters;
  unsigned    n_made;
  Vocabulary *english;
  Vocabulary *chinese;
  Person      people[N_PEOPLE];
  Thread      threads[N_OPEN_THREADS];
  GString    *base;
  GString    *text;
  GString    *file;
  Form        form;
  const Person *sender;
  MadeLetter  letter;
};

static const char * const first_names[] = {
  "Anna", "Berta", "Carl", "Dora", "Emil", "Fatima", "Gustav", "Helen", "Igor", "Jane", "Karim",
  "Linda", "Maria", "Nils", "Olga", "Paul", "Rosa", "Sven", "Tom", "Uma", "Vera", "Zoe", "Émile",
};

static const char * const last_names[] = {
  "Adams", "Brown", "Costa", "Dietrich", "Evans", "Fischer", "García", "Hansen", "Ivanov", "Jones",
  "Kowalski", "Lopez", "Müller", "Novak", "Okafor", "Patel", "Rossi", "Smith", "Tanaka", "Weber",
};

static const char * const surnames[] = {
  "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "欧阳",
};

static const char * const given_names[] = {
  "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "艳", "勇", "杰", "娟", "涛", "明", "超", "秀英",
};

static void
invent_people (LetterMaker *self)
{
  for (unsigned i = 0; i < N_PEOPLE; i++)
    {
      Person *person = &self->people[i];

      person->chinese = i % 2 == 1;
      if (person->chinese)
        person->name = g_strconcat (
          surnames[dice_below (&self->dice, G_N_ELEMENTS (surnames))],
          given_names[dice_below (&self->dice, G_N_ELEMENTS (given_names))],
          dice_below (&self->dice, 2) == 0
            ? given_names[dice_below (&self->dice, G_N_ELEMENTS (given_names))] : "", NULL);
      else
        person->name = g_strjoin (
          " ", first_names[dice_below (&self->dice, G_N_ELEMENTS (first_names))],
          last_names[dice_below (&self->dice, G_N_ELEMENTS (last_names))], NULL);
      person->address = g_strdup_printf ("person%u@%s.example", i,
                                         person->chinese ? "yuyan" : "anser");
    }
}

/* Few write often, many seldom. */
static unsigned
draw_person (LetterMaker *self)
{
  double fraction = dice_fraction (&self->dice);

  return fraction * fraction * N_PEOPLE;
}

static void
append_words (LetterMaker *self,
              GString     *text,
              gboolean     chinese,
              unsigned     n)
{
  for (unsigned i = 0; i < n; i++)
    {
      const char *word = vocabulary_draw (chinese ? self->chinese : self->english, &self->dice);

      if (!chinese && i > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, word);
    }
}

static void
open_thread (LetterMaker *self,
             Thread      *thread)
{
  GString *subject = g_string_new (NULL);

  g_free (thread->subject);
  if (thread->references == NULL)
    thread->references = g_string_new (NULL);
  g_string_truncate (thread->references, 0);
  thread->n_references = 0;
  thread->people[0] = draw_person (self);
  thread->people[1] = draw_person (self);
  thread->chinese = self->people[thread->people[0]].chinese;
  thread->list = dice_below (&self->dice, 4) == 0 ? 1 + dice_below (&self->dice, N_LISTS) : 0;
  append_words (self, subject, thread->chinese, 2 + dice_below (&self->dice, 6));
  if (!thread->chinese)
    subject->str[0] = g_ascii_toupper (subject->str[0]);
  thread->subject = g_string_free (subject, FALSE);
}

static char *
dup_subject (LetterMaker  *self,
             const Thread *thread)
{
  static const char * const prefixes[] = { "Re: ", "回复: ", "Re: ", "答复：", "AW: ", "Fwd: " };
  g_autofree char *list = NULL;
  const char *prefix = "";

  if (thread->list > 0)
    list = g_strdup_printf ("[list-%u] ", thread->list);
  if (thread->n_references > 0)
    prefix = prefixes[dice_below (&self->dice, 2) + (thread->chinese ? 0 : 2) +
                      (dice_below (&self->dice, 16) == 0 ? 2 : 0)];
  return g_strconcat (list != NULL ? list : "", prefix, thread->subject, NULL);
}

/* References bear the first and the last of a long conversation. */
static void
add_reference (Thread     *thread,
               const char *id)
{
  if (thread->n_references >= MOST_REFERENCES)
    {
      const char *second = strchr (thread->references->str, ' ') + 1;

      g_string_erase (thread->references, second - thread->references->str,
                      strcspn (second, " ") + 1);
    }
  if (thread->references->len > 0)
    g_string_append_c (thread->references, ' ');
  g_string_append (thread->references, id);
  thread->n_references++;
}

static void
write_text (LetterMaker *self,
            gboolean     chinese,
            gsize        length)
{
  GString *text = self->text;
  gsize line = text->len;

  while (text->len < length)
    {
      gboolean in_chinese = chinese && dice_below (&self->dice, 12) > 0;

      append_words (self, text, in_chinese, 4 + dice_below (&self->dice, 8));
      g_string_append (text, in_chinese ? dice_below (&self->dice, 2) == 0 ? "，" : "。"
                                        : dice_below (&self->dice, 2) == 0 ? ", " : ". ");
      if (text->len - line > LINE_LENGTH)
        {
          g_string_append_c (text, '\n');
          line = text->len;
          if (dice_below (&self->dice, 6) == 0)
            g_string_append_c (text, '\n');
        }
    }
  g_string_append_c (text, '\n');
}

static char *
dup_snippet (const GString *text)
{
  g_autofree char *start = g_utf8_substring (text->str, 0,
                                             MIN (SNIPPET_LENGTH, g_utf8_strlen (text->str, -1)));

  return g_strdelimit (g_steal_pointer (&start), "\n", ' ');
}

/* Most text is short, some is very long: 2.3 KB in the middle of all. */
static gsize
draw_length (LetterMaker *self)
{
  return 150 + 1600 * -log (1 - dice_fraction (&self->dice)) *
               (dice_below (&self->dice, 12) == 0 ? 5 : 1);
}

static AnserLetterFlags
draw_flags (LetterMaker *self)
{
  AnserLetterFlags flags = 0;
  unsigned age = self->n_letters - self->n_made;

  if (age > 200 ? dice_below (&self->dice, 20) > 0 : dice_below (&self->dice, 2) > 0)
    flags |= ANSER_LETTER_SEEN;
  if (dice_below (&self->dice, 50) == 0)
    flags |= ANSER_LETTER_FLAGGED;
  if ((flags & ANSER_LETTER_SEEN) && dice_below (&self->dice, 5) == 0)
    flags |= ANSER_LETTER_REPLIED;
  return flags;
}

static void
fill_info (LetterMaker     *self,
           Thread          *thread,
           AnserLetterInfo *info)
{
  unsigned turn = thread->n_references % 2;
  const Person *to = &self->people[thread->people[1 - turn]];
  const char *last = strrchr (thread->references->str, ' ');

  self->sender = &self->people[thread->people[turn]];
  info->date = LAST_DATE - (gint64) (self->n_letters - self->n_made) * SECONDS_BETWEEN +
               dice_below (&self->dice, SECONDS_BETWEEN);
  info->sender = g_strdup (self->sender->name);
  info->sender_address = g_strdup (self->sender->address);
  info->recipients = thread->list > 0 ? g_strdup_printf ("list-%u@lists.example", thread->list)
                                      : g_strdup (to->name);
  info->subject = dup_subject (self, thread);
  info->message_id = g_strdup_printf ("%08x.%u@%s", (guint32) dice_roll (&self->dice),
                                      self->n_made, strchr (self->sender->address, '@') + 1);
  info->flags = draw_flags (self);
  if (thread->n_references > 0)
    {
      info->references = g_strdup (thread->references->str);
      info->in_reply_to = g_strdup (last != NULL ? last + 1 : thread->references->str);
    }
}

LetterMaker *
letter_maker_new (guint64  seed,
                  unsigned n_letters)
{
  LetterMaker *self = g_new0 (LetterMaker, 1);

  self->dice.state = seed;
  self->n_letters = n_letters;
  self->english = vocabulary_new_english ();
  self->chinese = vocabulary_new_chinese ();
  self->base = g_string_new (NULL);
  self->text = g_string_new (NULL);
  self->file = g_string_new (NULL);
  invent_people (self);
  for (unsigned i = 0; i < N_OPEN_THREADS; i++)
    open_thread (self, &self->threads[i]);
  return self;
}

void
letter_maker_free (LetterMaker *self)
{
  vocabulary_free (self->english);
  vocabulary_free (self->chinese);
  for (unsigned i = 0; i < N_PEOPLE; i++)
    {
      g_free (self->people[i].name);
      g_free (self->people[i].address);
    }
  for (unsigned i = 0; i < N_OPEN_THREADS; i++)
    {
      g_free (self->threads[i].subject);
      g_string_free (self->threads[i].references, TRUE);
    }
  anser_letter_info_free (self->letter.info);
  g_string_free (self->base, TRUE);
  g_string_free (self->text, TRUE);
  g_string_free (self->file, TRUE);
  g_free (self);
}

const MadeLetter *
letter_maker_next (LetterMaker *self,
                   gboolean     with_text)
{
  Thread *thread = &self->threads[dice_below (&self->dice, N_OPEN_THREADS)];
  AnserLetterInfo *info = anser_letter_info_new ();
  gboolean chinese;
  gsize length;

  if (thread->n_references > 0 && dice_below (&self->dice, 3) > 0)
    open_thread (self, thread);
  if (self->letter.info != NULL)
    anser_letter_info_free (self->letter.info);
  self->letter.info = info;
  fill_info (self, thread, info);
  add_reference (thread, info->message_id);
  chinese = thread->chinese;
  self->form = dice_below (&self->dice, 2) == 0 ? PLAIN : dice_below (&self->dice, N_FORMS);
  if (self->form == GB18030 && !chinese)
    self->form = PLAIN;
  if (self->form == WITH_FILE)
    info->flags |= ANSER_LETTER_HAS_ATTACHMENTS;
  length = draw_length (self);
  g_string_truncate (self->text, 0);
  write_text (self, chinese, with_text ? length : SNIPPET_LENGTH);
  info->snippet = dup_snippet (self->text);
  info->text = g_strdup (self->text->str);
  info->size = 700 + length * (self->form == PLAIN ? 1 : 3);
  g_string_printf (self->base, "%" G_GINT64_FORMAT ".M%uP1Q%u.bench,U=%016" G_GINT64_MODIFIER
                   "x%08x", info->date, self->n_made % 1000000, self->n_made,
                   dice_roll (&self->dice), self->n_made);
  self->letter.base = self->base->str;
  self->letter.text = with_text ? self->text->str : NULL;
  self->letter.text_length = self->text->len;
  self->n_made++;
  return &self->letter;
}

/* Writing. */

static void
append_encoded (GString    *file,
                const char *text)
{
  g_autofree char *encoded = NULL;

  if (g_str_is_ascii (text))
    {
      g_string_append (file, text);
      return;
    }
  encoded = g_base64_encode ((const guchar *) text, strlen (text));
  g_string_append_printf (file, "=?UTF-8?B?%s?=", encoded);
}

static void
append_base64 (GString    *file,
               const char *text,
               gsize       length)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) text, length);

  for (const char *c = encoded; *c != '\0'; c += strnlen (c, 76))
    g_string_append_printf (file, "%.76s\n", c);
}

static void
append_references (GString    *file,
                   const char *references)
{
  g_auto (GStrv) ids = g_strsplit (references, " ", -1);

  g_string_append (file, "References:");
  for (unsigned i = 0; ids[i] != NULL; i++)
    g_string_append_printf (file, "%s<%s>", i > 0 ? "\n " : " ", ids[i]);
  g_string_append_c (file, '\n');
}

static void
append_header (LetterMaker *self)
{
  const AnserLetterInfo *info = self->letter.info;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (info->date);
  g_autofree char *date = g_date_time_format (time, "%a, %d %b %Y %H:%M:%S +0000");

  g_string_append (self->file, "From: ");
  append_encoded (self->file, info->sender);
  g_string_append_printf (self->file, " <%s>\nTo: ", info->sender_address);
  append_encoded (self->file, info->recipients);
  g_string_append_printf (self->file, " <to@anser.example>\nDate: %s\nSubject: ", date);
  append_encoded (self->file, info->subject);
  g_string_append_printf (self->file, "\nMessage-ID: <%s>\n", info->message_id);
  if (info->in_reply_to != NULL)
    g_string_append_printf (self->file, "In-Reply-To: <%s>\n", info->in_reply_to);
  if (info->references != NULL)
    append_references (self->file, info->references);
  g_string_append (self->file, "MIME-Version: 1.0\n");
}

static void
append_plain (LetterMaker *self,
              const char  *charset,
              const char  *encoding)
{
  g_string_append_printf (self->file, "Content-Type: text/plain; charset=%s\n"
                          "Content-Transfer-Encoding: %s\n\n", charset, encoding);
}

static void
append_html (LetterMaker *self)
{
  g_auto (GStrv) lines = g_strsplit (self->text->str, "\n", -1);
  g_autofree char *body = g_strjoinv ("<br>\n", lines);

  g_string_append_printf (self->file, "\n--part\nContent-Type: text/html; charset=UTF-8\n"
                          "Content-Transfer-Encoding: 8bit\n\n<html><body><p>%s</p></body></html>\n"
                          "--part--\n", body);
}

const GString *
letter_maker_write (LetterMaker *self)
{
  g_autofree char *converted = NULL;
  gsize length = 0;

  g_string_truncate (self->file, 0);
  append_header (self);
  switch (self->form)
    {
    case BASE64:
      append_plain (self, "UTF-8", "base64");
      append_base64 (self->file, self->text->str, self->text->len);
      break;
    case GB18030:
      append_plain (self, "GB18030", "8bit");
      converted = g_convert (self->text->str, self->text->len, "GB18030", "UTF-8", NULL, &length,
                             NULL);
      g_string_append_len (self->file, converted, length);
      break;
    case WITH_HTML:
      g_string_append (self->file, "Content-Type: multipart/alternative; boundary=part\n\n--part\n");
      append_plain (self, "UTF-8", "8bit");
      g_string_append_len (self->file, self->text->str, self->text->len);
      append_html (self);
      break;
    case WITH_FILE:
      g_string_append (self->file, "Content-Type: multipart/mixed; boundary=part\n\n--part\n");
      append_plain (self, "UTF-8", "8bit");
      g_string_append_len (self->file, self->text->str, self->text->len);
      g_string_append_printf (self->file, "\n--part\nContent-Type: application/octet-stream\n"
                              "Content-Disposition: attachment; filename=data-%u.bin\n"
                              "Content-Transfer-Encoding: base64\n\n", self->n_made);
      append_base64 (self->file, self->text->str, MIN (self->text->len, 900));
      g_string_append (self->file, "--part--\n");
      break;
    default:
      append_plain (self, "UTF-8", "8bit");
      g_string_append_len (self->file, self->text->str, self->text->len);
      break;
    }
  return self->file;
}

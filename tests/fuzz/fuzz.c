/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <string.h>

#include "engine/errors.h"

#define MAX_CONTENT 4096

void
fuzz_input_init (FuzzInput     *self,
                 const uint8_t *data,
                 size_t         size)
{
  gsize head = MIN (size, FUZZ_HEAD);

  *self = (FuzzInput) { 0 };
  if (head > 0)
    memcpy (self->head, data, head);
  self->data = (const char *) data + head;
  self->length = size - head;
}

const char *
fuzz_input_next (FuzzInput *self,
                 gsize     *length)
{
  const char *piece = self->data + self->position;
  gsize left = self->length - self->position;
  unsigned char cut = self->head[2 + self->n_pieces++ % 4];

  if (left == 0)
    return NULL;

  *length = cut == 0 ? left : MIN (left, cut);
  self->position += *length;
  return piece;
}

char *
fuzz_input_dup_text (FuzzInput *self,
                     gboolean   utf8)
{
  gsize length = strnlen (self->data, self->length);

  return utf8 ? g_utf8_make_valid (self->data, (gssize) length) : g_strndup (self->data, length);
}

AnserServer *
fuzz_input_make_server (FuzzInput *self)
{
  static const char *const mechanisms[] = {
    NULL, "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "OAUTHBEARER", "XOAUTH2",
  };
  unsigned char byte = self->head[0];
  AnserServer *server = anser_server_new ("localhost", 1, (AnserSecurity) (byte % 3));

  if (byte & 0x80)
    return server;

  server->user = g_strdup (byte & 0x40 ? "tim=,ä" : "tim");
  server->password = g_strdup ("secret");
  server->mechanism = g_strdup (mechanisms[byte / 4 % G_N_ELEMENTS (mechanisms)]);
  return server;
}

gpointer
fuzz_steps_add (FuzzSteps *self)
{
  FUZZ_CHECK (self->given < G_N_ELEMENTS (self->ended));
  return &self->ended[self->given++];
}

/* Each ends once, in the order in which they were given. */
void
fuzz_steps_end (FuzzSteps *self,
                gpointer   step)
{
  FUZZ_CHECK (step == &self->ended[self->next]);
  FUZZ_CHECK (++self->ended[self->next] == 1);
  self->next++;
}

typedef struct
{
  AnserMachine *machine;
  GByteArray   *heard;
  gsize         said;
  gsize         content;   /* bytes of letters, handed out */
  gsize         limit;     /* of what may be said */
  gboolean      dead;
} Driver;

static void
die (Driver *self,
     GError *error)
{
  FUZZ_CHECK (error != NULL);
  self->dead = TRUE;
  anser_machine_fail (self->machine, error);
}

static void
push_content (Driver *self)
{
  static const char letter[] = "Subject: x\n\n.dot\r\n..\rbare\n.";
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) piece = NULL;

  if (self->content < MAX_CONTENT && self->content % 3 != 2)
    piece = g_bytes_new_static (letter, sizeof letter - 1);
  self->content += sizeof letter - 1;
  if (!anser_machine_push_content (self->machine, piece, &error))
    die (self, error);
}

/* Lets the client say all that it can. */
static void
listen (Driver *self)
{
  gboolean moved = TRUE;

  while (moved && !self->dead)
    {
      g_autoptr(GByteArray) out = g_byte_array_new ();
      g_autoptr(GError) error = NULL;

      if (!anser_machine_produce (self->machine, out, 1024, &error))
        {
          die (self, error);
          return;
        }
      FUZZ_CHECK (error == NULL);
      self->said += out->len;
      FUZZ_CHECK (self->said <= self->limit + 4 * self->content);
      moved = out->len > 0;

      switch (anser_machine_get_want (self->machine))
        {
        case ANSER_MACHINE_WANT_CONTENT:
          push_content (self);
          moved = TRUE;
          break;
        case ANSER_MACHINE_WANT_TLS:
          moved = TRUE;
          if (!anser_machine_tls_started (self->machine, NULL, &error))
            die (self, error);
          break;
        case ANSER_MACHINE_WANT_NOTHING:
        case ANSER_MACHINE_WANT_REPLY:
        case ANSER_MACHINE_WANT_CLOSE:
          break;
        }
    }
}

static void
hear (Driver *self)
{
  while (self->heard->len > 0 && !self->dead)
    {
      g_autoptr(GError) error = NULL;
      AnserMachineWant want = anser_machine_get_want (self->machine);
      gssize used = anser_machine_consume (self->machine, (const char *) self->heard->data,
                                           self->heard->len, &error);

      FUZZ_CHECK ((used < 0) == (error != NULL));
      FUZZ_CHECK (used <= (gssize) self->heard->len);
      if (used < 0)
        die (self, error);
      if (used > 0)
        g_byte_array_remove_range (self->heard, 0, (guint) used);
      if (used == 0 && want == ANSER_MACHINE_WANT_REPLY)
        FUZZ_CHECK (memmem (self->heard->data, self->heard->len, "\r\n", 2) == NULL);
      listen (self);
      if (used == 0)
        return;
    }
}

void
fuzz_drive (FuzzInput    *self,
            AnserMachine *machine,
            FuzzSteps    *steps)
{
  g_autoptr(GByteArray) heard = g_byte_array_new ();
  g_autoptr(GError) error = NULL;
  Driver driver = {
    .machine = machine,
    .heard = heard,
    .limit = 65536 + 256 * self->length,
  };
  const char *piece;
  gsize length;

  listen (&driver);
  while (!driver.dead && (piece = fuzz_input_next (self, &length)) != NULL)
    {
      g_byte_array_append (heard, (const guint8 *) piece, (guint) length);
      hear (&driver);
    }

  if (!driver.dead && self->head[1] & 1 && !anser_machine_consume_end (machine, &error))
    die (&driver, error);
  if (!driver.dead)
    {
      g_clear_error (&error);
      error = g_error_new_literal (ANSER_ERROR, ANSER_ERROR_CLOSED, "broken");
      die (&driver, error);
    }
  FUZZ_CHECK (steps->next == steps->given);
}

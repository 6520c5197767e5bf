/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "engine/errors.h"

#define MAX_CONTENT 4096

/* A machine that calls again and again is no better than one that hangs. */
#define MAX_CONNECTIONS 8

void
fuzz_fail (const char *where,
           const char *condition)
{
  g_printerr ("%s: not so: %s\n", where, condition);
  abort ();
}

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

gsize
fuzz_input_take_actions (FuzzInput            *self,
                         const unsigned char **actions)
{
  gsize n;

  *actions = (const unsigned char *) self->data + 1;
  if (self->length == 0)
    return 0;

  n = MIN ((unsigned char) self->data[0] % 32, self->length - 1);
  self->data += 1 + n;
  self->length -= 1 + n;
  return n;
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
    "APOP", "USER", "none", "SCRAM-SHA-256-PLUS", NULL, NULL, NULL, NULL,
  };
  unsigned char byte = self->head[0];
  AnserServer *server = anser_server_new ("localhost", 1, (AnserSecurity) (byte % 3));

  server->quirks = (AnserServerQuirks) self->head[6];
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
  unsigned      n_connections;
  gsize         said;
  gsize         content;   /* bytes of letters, handed out */
  gsize         limit;     /* of what may be said */
  gboolean      dead;
} Driver;

static void listen (Driver *self);

static gboolean
wants_connection (Driver *self)
{
  return anser_machine_get_want (self->machine) == ANSER_MACHINE_WANT_CONNECTION;
}

/* The machine knows a way out: it begins anew, over a connection that has heard nothing. */
static void
connect_again (Driver *self)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) local = g_inet_socket_address_new (loopback, 1);

  FUZZ_CHECK (++self->n_connections <= MAX_CONNECTIONS);
  g_byte_array_set_size (self->heard, 0);
  anser_machine_connected (self->machine, local);
  FUZZ_CHECK (!wants_connection (self));
  listen (self);
}

static void
die (Driver *self,
     GError *error)
{
  FUZZ_CHECK (error != NULL);
  anser_machine_fail (self->machine, error);
  g_error_free (error);
  if (wants_connection (self))
    connect_again (self);
  else
    self->dead = TRUE;
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
    die (self, g_steal_pointer (&error));
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
          die (self, g_steal_pointer (&error));
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
            {
              die (self, g_steal_pointer (&error));
              return;
            }
          break;
        case ANSER_MACHINE_WANT_NOTHING:
        case ANSER_MACHINE_WANT_REPLY:
        case ANSER_MACHINE_WANT_CLOSE:
          break;
        case ANSER_MACHINE_WANT_CONNECTION:
          connect_again (self);
          return;
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
        die (self, g_steal_pointer (&error));
      if (used > 0)
        g_byte_array_remove_range (self->heard, 0, (guint) used);
      if (used == 0 && want == ANSER_MACHINE_WANT_REPLY)
        FUZZ_CHECK (memmem (self->heard->data, self->heard->len, "\r\n", 2) == NULL);
      listen (self);
      if (used == 0)
        return;
    }
}

/* The server has ended the connection. */
static void
hear_end (Driver *self)
{
  GError *error = NULL;

  if (!anser_machine_consume_end (self->machine, &error))
    die (self, error);
  else if (wants_connection (self))
    connect_again (self);
  else
    die (self, g_error_new_literal (ANSER_ERROR, ANSER_ERROR_CLOSED, "closed"));
}

static void
hear_silence (Driver *self)
{
  if (anser_machine_silence (self->machine))
    listen (self);
  else
    die (self, g_error_new_literal (ANSER_ERROR, ANSER_ERROR_TIMED_OUT, "late"));
}

static const char *
find_event (const char *piece,
            gsize       length)
{
  for (gsize i = 0; i + 1 < length; i++)
    if (memcmp (piece + i, FUZZ_CLOSE, 2) == 0 || memcmp (piece + i, FUZZ_SILENCE, 2) == 0)
      return piece + i;

  return NULL;
}

/* Bytes of the server, and what happens between them. */
static void
hear_piece (Driver     *self,
            const char *piece,
            gsize       length)
{
  while (length > 0 && !self->dead)
    {
      const char *event = find_event (piece, length);
      gsize n = event != NULL ? (gsize) (event - piece) : length;

      g_byte_array_append (self->heard, (const guint8 *) piece, (guint) n);
      hear (self);
      if (event != NULL && !self->dead && memcmp (event, FUZZ_CLOSE, 2) == 0)
        hear_end (self);
      else if (event != NULL && !self->dead)
        hear_silence (self);

      n += event != NULL ? 2 : 0;
      piece += n;
      length -= n;
    }
}

void
fuzz_drive (FuzzInput    *self,
            AnserMachine *machine,
            FuzzSteps    *steps)
{
  g_autoptr(GByteArray) heard = g_byte_array_new ();
  Driver driver = {
    .machine = machine,
    .heard = heard,
    .limit = 65536 + 256 * self->length,
  };
  const char *piece;
  gsize length;

  listen (&driver);
  while (!driver.dead && (piece = fuzz_input_next (self, &length)) != NULL)
    hear_piece (&driver, piece, length);

  if (!driver.dead && self->head[1] & 1)
    hear_end (&driver);
  while (!driver.dead)
    die (&driver, g_error_new_literal (ANSER_ERROR, ANSER_ERROR_CLOSED, "broken"));
  FUZZ_CHECK (steps->next == steps->given);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player.h"

#include "session.h"

#include <string.h>

/* A machine is asked for at least so many bytes: a dot-stuffed line end is three. */
#define MIN_PRODUCED 16

/* Plays the server by hand: no socket, no main loop. */

typedef struct
{
  const Dialogue *dialogue;
  Session        *session;
  AnserMachine   *machine;
  gsize           cut;
  GByteArray     *said;       /* by the client, not yet expected */
  GByteArray     *heard;      /* by the client, not yet consumed */
  gboolean        dead;
} Player;

static gboolean
wants_connection (Player *self)
{
  return anser_machine_get_want (self->machine) == ANSER_MACHINE_WANT_CONNECTION;
}

static void
die (Player *self,
     GError *error)
{
  g_assert_nonnull (error);
  self->dead = TRUE;
  anser_machine_fail (self->machine, error);
}

/* Over another connection, as at the beginning. */
static void
connect_again (Player *self)
{
  g_autoptr(GSocketAddress) local = g_inet_socket_address_new_from_string ("127.0.0.1", 1024);
  g_autoptr(GError) error = NULL;

  self->dead = FALSE;
  g_byte_array_set_size (self->heard, 0);
  anser_machine_connected (self->machine, local);
  if (self->dialogue->server->security == ANSER_SECURITY_TLS &&
      !anser_machine_tls_started (self->machine, NULL, &error))
    die (self, error);
}

/* The next piece of the letter, as the wire would read it. */
static void
push_content (Player *self)
{
  GInputStream *content = anser_machine_get_content (self->machine);
  g_autoptr(GBytes) piece = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (content);
  piece = g_input_stream_read_bytes (content, self->cut, NULL, &error);
  g_assert_no_error (error);

  if (!anser_machine_push_content (self->machine, g_bytes_get_size (piece) > 0 ? piece : NULL,
                                   &error))
    die (self, error);
}

/* Lets the client do and say all that it can without hearing more. */
static void
pump (Player *self)
{
  gboolean moved = TRUE;

  while (moved)
    {
      g_autoptr(GByteArray) out = g_byte_array_new ();
      g_autoptr(GError) error = NULL;

      moved = session_advance (self->session);
      if (self->dead)
        continue;

      if (!anser_machine_produce (self->machine, out, MAX (self->cut, MIN_PRODUCED), &error))
        {
          die (self, error);
          moved = TRUE;
          continue;
        }
      moved |= out->len > 0;
      g_byte_array_append (self->said, out->data, out->len);

      if (anser_machine_get_want (self->machine) == ANSER_MACHINE_WANT_CONTENT)
        {
          push_content (self);
          moved = TRUE;
        }
    }
}

static void
consume (Player *self)
{
  while (self->heard->len > 0 && !self->dead)
    {
      g_autoptr(GError) error = NULL;
      gssize used = anser_machine_consume (self->machine, (const char *) self->heard->data,
                                           self->heard->len, &error);

      if (used < 0)
        die (self, error);
      else
        g_assert_no_error (error);

      if (used > 0)
        g_byte_array_remove_range (self->heard, 0, (guint) used);
      pump (self);
      if (used == 0)
        return;
    }
}

static void
deliver (Player     *self,
         GByteArray *run,
         gboolean    glued)
{
  gsize cut = glued ? run->len : self->cut;

  for (gsize i = 0; i < run->len && !self->dead; i += cut)
    {
      g_byte_array_append (self->heard, run->data + i, (guint) MIN (cut, run->len - i));
      consume (self);
    }
}

static gboolean
is_next (Player     *self,
         const Step *step)
{
  return self->said->len >= step->bytes->len &&
         memcmp (self->said->data, step->bytes->data, step->bytes->len) == 0;
}

/* Another connection is not to be had: the machine has to live with what it knows. */
static void
refuse_connection (Player *self)
{
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED,
                                                 "refused");

  die (self, error);
  pump (self);
}

/* What happens where the server is silent and the client waits, or both rest: time passes. */
static void
pass_time (Player *self)
{
  AnserMachineWant want = anser_machine_get_want (self->machine);

  if (!self->dead && self->said->len == 0 &&
      (want == ANSER_MACHINE_WANT_REPLY ||
       (want == ANSER_MACHINE_WANT_NOTHING && self->session->resting != NULL)) &&
      anser_machine_silence (self->machine))
    pump (self);
}

static char *
depart (Player     *self,
        unsigned    index,
        const char *why)
{
  g_autofree char *outcome = session_compare (self->session);
  g_autofree char *departure = dialogue_departure (self->dialogue, index, why, self->said->data,
                                                   self->said->len);

  return g_strconcat (departure, outcome, NULL);
}

/* What is no talk. */
static void
play_directive (Player     *self,
                const Step *step)
{
  g_autoptr(GError) error = NULL;

  switch (step->kind)
    {
    case STEP_STARTTLS:
      if (!anser_machine_tls_started (self->machine, NULL, &error))
        die (self, error);
      break;
    case STEP_CLOSE:
      if (!anser_machine_consume_end (self->machine, &error))
        die (self, error);
      break;
    case STEP_CONNECT:
      connect_again (self);
      break;
    case STEP_RESET:
      error = g_error_new_literal (ANSER_ERROR, ANSER_ERROR_CLOSED, "reset");
      die (self, error);
      break;
    default:
      if (anser_machine_silence (self->machine))
        break;
      error = g_error_new_literal (ANSER_ERROR, ANSER_ERROR_TIMED_OUT, "stall");
      die (self, error);
      break;
    }
  pump (self);
}

/* A connection that the client has given up may end in any way. */
static gboolean
is_end (const Step *step)
{
  return step->kind == STEP_CLOSE || step->kind == STEP_RESET || step->kind == STEP_STALL;
}

/* Plays the step and those that belong to it; returns a departure, or NULL. */
static char *
play_step (Player   *self,
           unsigned *index)
{
  const Step *step = g_ptr_array_index (self->dialogue->steps, *index);
  g_autoptr(GByteArray) run = NULL;
  gboolean glued;

  if (wants_connection (self) && is_end (step))
    {
      (*index)++;
      return NULL;
    }
  if (wants_connection (self) && self->said->len == 0 && step->kind != STEP_CONNECT)
    refuse_connection (self);

  if (step->kind == STEP_CLIENT)
    {
      pass_time (self);
      if (!is_next (self, step))
        return depart (self, *index, self->said->len > 0 ? "the client says something else"
                                                         : "the client says nothing");
      g_byte_array_remove_range (self->said, 0, step->bytes->len);
      (*index)++;
      return NULL;
    }

  if (self->said->len > 0)
    return depart (self, *index, "the client does not wait for the server");
  if (step->kind == STEP_CONNECT && !wants_connection (self))
    return depart (self, *index, "the client does not connect again");
  if (self->dead && step->kind != STEP_CONNECT)
    return depart (self, *index, "the client has hung up");
  if (step->kind == STEP_STARTTLS &&
      anser_machine_get_want (self->machine) != ANSER_MACHINE_WANT_TLS)
    return depart (self, *index, "the client does not start TLS");

  if (step->kind != STEP_SERVER && step->kind != STEP_INJECT)
    {
      play_directive (self, step);
      (*index)++;
      return NULL;
    }

  run = dialogue_get_run (self->dialogue, *index, index, &glued);
  deliver (self, run, glued);
  return NULL;
}

static char *
play (Player *self)
{
  unsigned index = 0;

  pump (self);
  if (self->dialogue->server->security == ANSER_SECURITY_TLS && !self->dead)
    {
      Step handshake = { .kind = STEP_STARTTLS };

      if (anser_machine_get_want (self->machine) != ANSER_MACHINE_WANT_TLS)
        return depart (self, 0, "the client does not start TLS");
      play_directive (self, &handshake);
    }

  while (index < self->dialogue->steps->len)
    {
      char *departure = play_step (self, &index);

      if (departure != NULL)
        return departure;
    }

  if (wants_connection (self))
    refuse_connection (self);
  if (!session_is_done (self->session))
    pass_time (self);
  if (self->said->len > 0)
    return depart (self, index, "the client goes on talking");

  return session_compare (self->session);
}

char *
play_to_machine (const Dialogue *dialogue,
                 gsize           cut)
{
  g_autoptr(Session) session = session_new_for_machine (dialogue);
  g_autoptr(GByteArray) said = g_byte_array_new ();
  g_autoptr(GByteArray) heard = g_byte_array_new ();
  Player self = {
    .dialogue = dialogue,
    .session = session,
    .machine = ANSER_MACHINE (session->peer),
    .cut = cut > 0 ? cut : 65536,
    .said = said,
    .heard = heard,
  };

  return play (&self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire.h"

G_BEGIN_DECLS

/* GTK draws at 120: neither input nor output may come before it (wire rule 8). */
#define ANSER_WIRE_PRIORITY   200

#define ANSER_WIRE_INPUT_SIZE (256 * 1024)

struct _AnserWire
{
  GObject            parent_instance;

  AnserMachine      *machine;
  AnserServer       *server;
  guint16            port;
  AnserProgressFunc  progress;
  gpointer           progress_data;
  unsigned           timeout_ms;

  GSocketConnection *connection;
  GTlsConnection    *tls;
  GDataInputStream  *input;
  GOutputStream     *output;
  GByteArray        *out;
  gsize              n_written;

  /* What is pending. Each holds a reference to the wire. */
  gboolean           connecting;
  gboolean           shaking_hands;
  gboolean           writing;
  gboolean           reading_content;
  GSource           *kick;
  GSource           *listening;  /* for the server's next words */
  guint32            asked;      /* the stage of what was said since the server's last words */
  guint32            quick;      /* the stages in which it answered before sleep was worth while */

  gboolean           started;
  gboolean           turning;
  gboolean           turn_again;
  gboolean           input_ended;
  gboolean           output_broken;
  gboolean           leaving;
  gboolean           dead;
  GError            *error;
  GCancellable      *cancellable;

  AnserTiming        timing;
  gint64             stage_began;

  GSource           *watchdog;
  gint64             last_sign;
  gint64             progress_at_sign;
  gint64             last_report;
  gint64             reported;
};

/* Takes @error; the first one wins. */
void anser_wire_take_error     (AnserWire *self,
                                GError    *error);

/* Something moved: the silence begins anew. */
void anser_wire_sign_of_life   (AnserWire *self);

/* What can be done now, is done. */
void anser_wire_turn           (AnserWire *self);

void anser_wire_start_watchdog (AnserWire *self);
void anser_wire_set_watchdog   (AnserWire *self);

void anser_wire_connect        (AnserWire *self);
void anser_wire_start_tls      (AnserWire *self);

void anser_wire_set_streams    (AnserWire *self,
                                GIOStream *stream);
void anser_wire_close_streams  (AnserWire *self);
void anser_wire_listen         (AnserWire *self);
void anser_wire_stop_listening (AnserWire *self);
void anser_wire_write_out      (AnserWire *self);
void anser_wire_read_content   (AnserWire *self);

G_END_DECLS

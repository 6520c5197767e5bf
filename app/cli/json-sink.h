/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/sink.h"

G_BEGIN_DECLS

#define CLI_TYPE_JSON_SINK (cli_json_sink_get_type ())
G_DECLARE_FINAL_TYPE (CliJsonSink, cli_json_sink, CLI, JSON_SINK, GObject)

/**
 * CliJsonSink:
 *
 * Prints a message as it comes as one JSON object: "number", "encoding" (always base64: no message
 * is sure to be UTF-8), "content", "bytes" and "complete". Memory stays flat.
 */
AnserSink *cli_json_sink_new   (void);

/* Ends the object of a message that did not come whole, so that it can be read all the same. */
void       cli_json_sink_close (CliJsonSink *self);

G_END_DECLS

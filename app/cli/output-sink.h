/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/sink.h"
#include "json.h"

G_BEGIN_DECLS

#define CLI_TYPE_OUTPUT_SINK (cli_output_sink_get_type ())
G_DECLARE_FINAL_TYPE (CliOutputSink, cli_output_sink, CLI, OUTPUT_SINK, GObject)

/**
 * CliOutputSink:
 *
 * Prints a message on standard output as it comes, so that memory stays flat: its octets, or, if
 * @object has an object opened, further members of that: "number" if the message has one,
 * "encoding" (always base64: no message is sure to be UTF-8), "content", "bytes" and "complete".
 * @object (nullable) must stay until the end. Error: EX_IOERR.
 */
AnserSink *cli_output_sink_new   (CliJson       *object);

/* Ends the object of a message that did not come whole, so that it can be read all the same. */
void       cli_output_sink_close (CliOutputSink *self);

G_END_DECLS

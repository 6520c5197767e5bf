/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libxml/HTMLparser.h>

G_BEGIN_DECLS

/**
 * AnserHtmlParser:
 *
 * The functions of libxml2 by which HTML is read. The library is opened when the first HTML comes:
 * it brings ICU and the C++ library along, and most runs of anserctl, which would start a quarter
 * later for them and take 2 MB more, read none.
 */
typedef struct
{
  __typeof__ (xmlInitParser)            *init;
  __typeof__ (htmlCreatePushParserCtxt) *create;
  __typeof__ (htmlCtxtUseOptions)       *use_options;
  __typeof__ (htmlParseChunk)           *parse_chunk;
  __typeof__ (xmlStopParser)            *stop;
  __typeof__ (htmlFreeParserCtxt)       *free;
} AnserHtmlParser;

/* (nullable): NULL where the library is missing, which is said once. */
const AnserHtmlParser *anser_html_parser_get (void);

G_END_DECLS

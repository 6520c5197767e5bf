/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "depot.h"
#include "engine/sink.h"
#include "listing.h"

G_BEGIN_DECLS

#define ANSER_TYPE_JUDGE (anser_judge_get_type ())
G_DECLARE_FINAL_TYPE (AnserJudge, anser_judge, ANSER, JUDGE, GObject)

/**
 * AnserJudge:
 *
 * Asks a depot what is to happen to messages that are new on the server (B8), first by their sizes,
 * then by their header blocks, of which it is the sink.
 */

/* @listing outlives it. */
AnserJudge   *anser_judge_new         (AnserDepot   *depot,
                                       AnserListing *listing);
/* Those of @numbers (element-type guint) whose header blocks are asked for. (transfer full) */
GArray       *anser_judge_consider    (AnserJudge   *self,
                                       GArray       *numbers);
/* What cannot be told is to be fetched. */
AnserVerdict  anser_judge_get_verdict (AnserJudge   *self,
                                       unsigned      number);
/* (nullable): the digest of the header block by which the verdict came about. */
const guint8 *anser_judge_get_digest  (AnserJudge   *self,
                                       unsigned      number);
/* The header blocks may have been those of other messages: these are to be fetched. */
void          anser_judge_distrust    (AnserJudge   *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "depot.h"
#include "engine/sink.h"
#include "listing.h"

G_BEGIN_DECLS

#define ANSER_TYPE_INTAKE (anser_intake_get_type ())
G_DECLARE_FINAL_TYPE (AnserIntake, anser_intake, ANSER, INTAKE, GObject)

/**
 * AnserIntake:
 *
 * Letters from the engine into a depot: an AnserSink that takes the digest of each header block on
 * its way, lets go of a letter that turns out to be here already, and commits whenever the depot
 * has enough.
 */

/* All three outlive the intake. */
AnserIntake *anser_intake_new             (AnserDepot    *depot,
                                           AnserListing  *listing,
                                           AnserMemory   *memory);

/* From here on only headers come: they are remembered as such (M5). */
void         anser_intake_set_header_only (AnserIntake   *self,
                                           gboolean       header_only);

/* A letter of another size than LIST said may have been cut by a line that was a dot (P4). It counts
 * when the server goes on as it should: when another letter begins or this is committed. After a
 * reply that is none it is dropped. Is the last letter one of these, and is it so much shorter that
 * the server should be asked something first? */
gboolean     anser_intake_is_in_doubt     (AnserIntake   *self);
gboolean     anser_intake_is_far_off      (AnserIntake   *self);
void         anser_intake_drop_doubtful   (AnserIntake   *self);

/* Commits what is whole and not yet committed. */
gboolean     anser_intake_commit          (AnserIntake   *self,
                                           GError       **error);

unsigned     anser_intake_get_n_stored    (AnserIntake   *self);
/* How many were already here. */
unsigned     anser_intake_get_n_dropped   (AnserIntake   *self);
/* How many were begun, and the bytes of all of them so far. */
unsigned     anser_intake_get_n_begun     (AnserIntake   *self);
gint64       anser_intake_get_bytes       (AnserIntake   *self);

G_END_DECLS

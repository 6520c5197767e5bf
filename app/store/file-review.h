/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/**
 * AnserFileReview:
 *
 * A thread that looks at each letter's file once, for those that were written to since the last time:
 * neither a name nor an inode tells what another program wrote into a file while no Anser watched. Of
 * the lowest concern. The last time is that of the file "reviewed" in the store's folder: when a review
 * that came to its end began.
 */
typedef struct _AnserFileReview AnserFileReview;

/* @store outlives it. */
AnserFileReview *anser_file_review_new  (AnserStore      *store);
/* Ends it within a few files. */
void             anser_file_review_free (AnserFileReview *self);

G_END_DECLS

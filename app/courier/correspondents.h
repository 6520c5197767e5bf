/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/**
 * AnserCorrespondents:
 *
 * Those who were written to, by the letters in the Sent folders of these accounts: what makes an
 * address known to a rule. They are read when one is first looked up that is not known yet, the first
 * time all of them. One thread at a time; blocking.
 */
typedef struct _AnserCorrespondents AnserCorrespondents;

/* @accounts: ids, ended by NULL. */
AnserCorrespondents *anser_correspondents_new  (AnserStore           *store,
                                                const char * const   *accounts);
void                 anser_correspondents_free (AnserCorrespondents  *self);

/* From here on also those who were written to meanwhile. */
void                 anser_correspondents_refresh (AnserCorrespondents *self);
gboolean             anser_correspondents_have (AnserCorrespondents  *self,
                                                const char           *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserCorrespondents, anser_correspondents_free)

G_END_DECLS

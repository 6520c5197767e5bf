/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/**
 * AnserCorrespondents:
 *
 * Those who were written to, by the letters in the Sent folders of these accounts: what makes an
 * address known to a rule. Looking them up reads what has come to those folders since the last time,
 * which the first time is all of it. One thread at a time; blocking.
 */
typedef struct _AnserCorrespondents AnserCorrespondents;

/* @accounts: ids, ended by NULL. */
AnserCorrespondents *anser_correspondents_new  (AnserStore           *store,
                                                const char * const   *accounts);
void                 anser_correspondents_free (AnserCorrespondents  *self);

gboolean             anser_correspondents_have (AnserCorrespondents  *self,
                                                const char           *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserCorrespondents, anser_correspondents_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "message/letter.h"
#include "rule.h"

G_BEGIN_DECLS

/* (transfer full): a rule for letters like this one, to be completed by the user: of the same mailing
 * list, or else from the same sender, or else with the same subject. It moves them to the archive. */
AnserRule *anser_rule_propose (AnserLetter *letter);

G_END_DECLS

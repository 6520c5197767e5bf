/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "courier/courier.h"
#include "fake-server.h"
#include "store/outbox.h"

G_BEGIN_DECLS

/* An account with its own store, courier and server. */
typedef struct
{
  char           *root;
  FakeServer     *server;
  AnserStore     *store;
  AnserAccount   *account;
  AnserSecrets   *secrets;
  AnserCourier   *courier;

  unsigned        n_received;           /* what the signals said */
  GArray         *received;             /* (element-type gint64) */
  GArray         *sent;
  int             password_needed;      /* -1: not asked */
} Fixture;

Fixture    *fixture_new             (void);
void        fixture_free            (Fixture         *self);

/* Iterates until @condition holds; at most a minute. */
void        fixture_wait            (gboolean       (*condition) (gpointer data),
                                     gpointer         data);
void        fixture_wait_idle       (Fixture         *self);

void        fixture_set_password    (Fixture         *self,
                                     const char      *password);

/* Checks mail and waits; -1 with an error. */
int         fixture_check           (Fixture         *self,
                                     GError         **error);

/* Puts a letter with these recipients into the outbox, without sending it. */
gint64      fixture_queue           (Fixture         *self,
                                     const char      *text,
                                     ...) G_GNUC_NULL_TERMINATED;

/* How many letters a folder has on disk, and the text of one that holds @needle (nullable). */
unsigned    fixture_count_files     (Fixture         *self,
                                     AnserFolderRole  folder);
char       *fixture_find_file       (Fixture         *self,
                                     AnserFolderRole  folder,
                                     const char      *needle);

void        fixture_assert_outbox   (Fixture          *self,
                                     gint64            letter,
                                     AnserOutboxState  state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

G_END_DECLS

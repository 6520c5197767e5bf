/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "courier/doctor-record.h"
#include "courier/doctor.h"
#include "engine/errors.h"
#include "fake-server.h"

#include <string.h>

/* The doctor: what it takes from a conversation, and what it reports of a small server. Servers that
 * misbehave are in tests/servers/test_doctor.py. */

static AnserDoctorRecord *
record (AnserProtocol     protocol,
        const char *const lines[])
{
  AnserDoctorRecord *self = anser_doctor_record_new (protocol, FALSE);

  for (unsigned i = 0; lines[i] != NULL; i++)
    anser_doctor_record_add (self, lines[i], (gint64) i * 1000);
  return self;
}

static void
assert_list (const AnserDoctorRecord *self,
             AnserDoctorStage         stage,
             const char              *expected)
{
  g_auto (GStrv) lines = NULL;
  g_autofree char *joined = NULL;

  if (expected == NULL)
    {
      g_assert_null (self->capabilities[stage]);
      return;
    }
  g_assert_nonnull (self->capabilities[stage]);
  lines = anser_capabilities_to_strv (self->capabilities[stage]);
  joined = g_strjoinv ("; ", lines);
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_record_pop3 (void)
{
  g_autoptr (AnserDoctorRecord) self = record (ANSER_PROTOCOL_POP3, (const char *const[]) {
    "S: +OK ready", "C: CAPA", "S: +OK", "S: STLS", "S: .", "C: STLS", "S: +OK",
    "C: CAPA", "S: +OK", "S: TOP", "S: SASL PLAIN", "S: .",
    "C: AUTH ****", "S: +OK", "C: CAPA", "S: +OK", "S: TOP", "S: UIDL", "S: .", "C: STAT", NULL
  });
  AnserDoctorDelay *delay = g_ptr_array_index (self->delays, 0);

  g_assert_cmpstr (self->greeting, ==, "+OK ready");
  g_assert_cmpstr (self->last, ==, ".");
  g_assert_cmpstr (self->waiting_for, ==, "STAT");
  assert_list (self, ANSER_DOCTOR_BEFORE_TLS, "STLS");
  assert_list (self, ANSER_DOCTOR_BEFORE_LOGIN, "TOP; SASL PLAIN");
  assert_list (self, ANSER_DOCTOR_AFTER_LOGIN, "TOP; UIDL");
  g_assert_cmpuint (self->delays->len, ==, 5);
  g_assert_cmpstr (delay->command, ==, "CAPA");
  g_assert_cmpint (delay->delay, ==, 1000);
}

static void
test_record_smtp (void)
{
  g_autoptr (AnserDoctorRecord) self = record (ANSER_PROTOCOL_SMTP, (const char *const[]) {
    "S: 220-first", "S: 220 second", "C: EHLO [127.0.0.1]", "S: 250-mail.example",
    "S: 250-SIZE 1000", "S: 250 AUTH PLAIN", "C: AUTH ****", "S: 334 x", "C: ****",
    "S: 535 no", NULL
  });
  AnserDoctorDelay *last = g_ptr_array_index (self->delays, self->delays->len - 1);

  g_assert_cmpstr (self->greeting, ==, "220-first");
  g_assert_null (self->waiting_for);
  assert_list (self, ANSER_DOCTOR_BEFORE_TLS, "SIZE 1000; AUTH PLAIN");
  assert_list (self, ANSER_DOCTOR_BEFORE_LOGIN, NULL);
  g_assert_cmpstr (last->command, ==, "…");
  g_assert_true (anser_doctor_record_get_latest (self) ==
                 self->capabilities[ANSER_DOCTOR_BEFORE_TLS]);
}

/* One line of EHLO is the server's name; a refused CAPA lists nothing. */
static void
test_record_nothing (void)
{
  g_autoptr (AnserDoctorRecord) smtp = record (ANSER_PROTOCOL_SMTP, (const char *const[]) {
    "S: 220 x", "C: EHLO x", "S: 250 mail.example", "S: 250 SIZE 7", NULL
  });
  g_autoptr (AnserDoctorRecord) pop3 = record (ANSER_PROTOCOL_POP3, (const char *const[]) {
    "S: +OK", "C: CAPA", "S: -ERR what?", "S: TOP", "S: .", NULL
  });

  assert_list (smtp, ANSER_DOCTOR_BEFORE_TLS, "");
  assert_list (pop3, ANSER_DOCTOR_BEFORE_TLS, NULL);
}

static void
test_record_bounded (void)
{
  g_autoptr (AnserDoctorRecord) self = anser_doctor_record_new (ANSER_PROTOCOL_POP3, FALSE);
  g_autofree char *noise = g_strnfill (8000, 'x');
  g_autofree char *line = g_strconcat ("S: ", noise, NULL);

  for (unsigned i = 0; i < 1000; i++)
    {
      anser_doctor_record_add (self, "C: NOOP", i);
      anser_doctor_record_add (self, line, i);
    }
  g_assert_cmpuint (self->delays->len, <=, 100);
  g_assert_cmpuint (strlen (self->greeting), <=, 512);
  g_assert_cmpuint (strlen (self->last), <=, 512);
}

/* A resolver that knows one name with two addresses, the second of which nobody listens at. */

#define TEST_TYPE_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GResolver)

struct _TestResolver
{
  GResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static void
free_addresses (gpointer data)
{
  g_list_free_full (data, g_object_unref);
}

static void
look_up (GResolver           *resolver,
         const char          *name,
         GCancellable        *cancellable,
         GAsyncReadyCallback  callback,
         gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GList *addresses = NULL;

  g_assert_cmpstr (name, ==, "two.example");
  addresses = g_list_append (addresses, g_inet_address_new_from_string ("127.0.0.1"));
  addresses = g_list_append (addresses, g_inet_address_new_from_string ("127.0.0.99"));
  g_task_return_pointer (task, addresses, free_addresses);
}

static void
look_up_with_flags (GResolver                *resolver,
                    const char               *name,
                    GResolverNameLookupFlags  flags,
                    GCancellable             *cancellable,
                    GAsyncReadyCallback       callback,
                    gpointer                  user_data)
{
  look_up (resolver, name, cancellable, callback, user_data);
}

static GList *
look_up_finish (GResolver     *resolver,
                GAsyncResult  *result,
                GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name_async = look_up;
  resolver_class->lookup_by_name_finish = look_up_finish;
  resolver_class->lookup_by_name_with_flags_async = look_up_with_flags;
  resolver_class->lookup_by_name_with_flags_finish = look_up_finish;
}

static void
test_resolver_init (TestResolver *self)
{
}

/* Whole examinations */

typedef struct
{
  GAsyncResult *result;
} Wait;

static void
on_ready (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  ((Wait *) user_data)->result = g_object_ref (result);
}

static AnserDoctorReport *
examine_at (const char     *host,
            FakeServer     *fake,
            AnserProtocol   protocol,
            const char     *password,
            GCancellable   *cancellable,
            GError        **error)
{
  guint16 port = protocol == ANSER_PROTOCOL_POP3 ? fake->pop3_port : fake->smtp_port;
  g_autoptr (AnserServer) server = anser_server_new (host, port, ANSER_SECURITY_NONE);
  g_autoptr (GAsyncResult) result = NULL;
  Wait wait = { NULL };

  server->user = g_strdup ("me");
  server->password = g_strdup (password);
  anser_doctor_examine_async (server, protocol, NULL, 0, NULL, NULL, cancellable, on_ready, &wait);
  while (wait.result == NULL)
    g_main_context_iteration (NULL, TRUE);
  result = wait.result;

  return anser_doctor_examine_finish (result, error);
}

static AnserDoctorReport *
examine (FakeServer     *fake,
         AnserProtocol   protocol,
         const char     *password,
         GCancellable   *cancellable,
         GError        **error)
{
  return examine_at ("127.0.0.1", fake, protocol, password, cancellable, error);
}

static void
assert_line (AnserDoctorReport *report,
             const char        *section,
             const char        *key,
             AnserDoctorLevel   level,
             const char        *part)
{
  const AnserDoctorLine *line = anser_doctor_report_find (report, section, key);

  if (line == NULL)
    g_error ("There is no line %s in %s", key, section);
  g_assert_cmpint (line->level, ==, level);
  if (part != NULL && strstr (line->text, part) == NULL)
    g_error ("%s does not hold %s", line->text, part);
}

static void
test_pop3 (void)
{
  g_autoptr (FakeServer) fake = fake_server_new ();
  g_autoptr (AnserDoctorReport) report = NULL;
  g_autoptr (GError) error = NULL;

  fake_server_add_message (fake, "a", "Subject: one\r\n\r\nText\r\n");
  report = examine (fake, ANSER_PROTOCOL_POP3, fake->password, NULL, &error);
  g_assert_no_error (error);
  g_assert_no_error (report->problem);
  assert_line (report, "network", "greeting", ANSER_DOCTOR_OK, "+OK");
  assert_line (report, "login", "login", ANSER_DOCTOR_OK, "accepted");
  assert_line (report, "mailbox", "STAT", ANSER_DOCTOR_OK, "1 message");
  assert_line (report, "mailbox", "UIDL", ANSER_DOCTOR_OK, NULL);
  assert_line (report, "mailbox", "TOP", ANSER_DOCTOR_OK, NULL);
  assert_line (report, "decisions", "identity", ANSER_DOCTOR_OK, "UIDL");
  g_assert_cmpint (anser_doctor_report_find (report, "delays", "greeting")->delay, >=, 0);

  /* It looks; it does not touch. */
  g_assert_cmpuint (fake_server_count_log (fake, "RETR"), ==, 0);
  g_assert_cmpuint (fake_server_count_log (fake, "DELE"), ==, 0);
  g_assert_cmpuint (fake_server_count_log (fake, "QUIT"), ==, 1);
}

static void
test_wrong_password (void)
{
  g_autoptr (FakeServer) fake = fake_server_new ();
  g_autoptr (AnserDoctorReport) report = examine (fake, ANSER_PROTOCOL_POP3, "wrong", NULL, NULL);

  g_assert_error (report->problem, ANSER_ERROR, ANSER_ERROR_PASSWORD_REFUSED);
  assert_line (report, "login", "login", ANSER_DOCTOR_PROBLEM, NULL);
  assert_line (report, "abilities", "TOP", ANSER_DOCTOR_OK, NULL);
}

static void
test_no_password (void)
{
  g_autoptr (FakeServer) fake = fake_server_new ();
  g_autoptr (AnserDoctorReport) report = examine (fake, ANSER_PROTOCOL_SMTP, NULL, NULL, NULL);

  g_assert_no_error (report->problem);
  assert_line (report, "login", "login", ANSER_DOCTOR_NOTE, "no password");
  g_assert_cmpuint (fake_server_count_log (fake, "AUTH"), ==, 0);
  g_assert_cmpuint (fake_server_count_log (fake, "MAIL"), ==, 0);
}

static void
test_refused_commands (void)
{
  g_autoptr (FakeServer) fake = fake_server_new ();
  g_autoptr (AnserDoctorReport) report = NULL;

  fake->no_uidl = fake->no_top = TRUE;
  fake_server_add_message (fake, "a", "Subject: one\r\n\r\nText\r\n");
  report = examine (fake, ANSER_PROTOCOL_POP3, fake->password, NULL, NULL);
  g_assert_no_error (report->problem);
  assert_line (report, "mailbox", "UIDL", ANSER_DOCTOR_NOTE, NULL);
  assert_line (report, "quirks", "top-fails", ANSER_DOCTOR_NOTE, NULL);
  assert_line (report, "decisions", "identity", ANSER_DOCTOR_OK, "headers");
}

/* P37: one address that is dead fails nothing, and is told. */
static void
test_dead_address (void)
{
  g_autoptr (FakeServer) fake = fake_server_new ();
  g_autoptr (GResolver) usual = g_resolver_get_default ();
  g_autoptr (GResolver) resolver = g_object_new (TEST_TYPE_RESOLVER, NULL);
  g_autoptr (AnserDoctorReport) report = NULL;
  const AnserDoctorSection *network;
  const AnserDoctorLine *line;

  g_resolver_set_default (resolver);
  report = examine_at ("two.example", fake, ANSER_PROTOCOL_POP3, NULL, NULL, NULL);
  g_resolver_set_default (usual);

  g_assert_no_error (report->problem);
  assert_line (report, "network", "name", ANSER_DOCTOR_OK, "2 addresses");
  network = g_ptr_array_index (report->sections, 0);
  line = g_ptr_array_index (network->lines, 1);
  g_assert_cmpstr (line->label, ==, "127.0.0.1");
  g_assert_cmpint (line->level, ==, ANSER_DOCTOR_OK);
  line = g_ptr_array_index (network->lines, 2);
  g_assert_cmpstr (line->label, ==, "127.0.0.99");
  g_assert_cmpint (line->level, ==, ANSER_DOCTOR_NOTE);
}

/* In the middle, from another thread; then before the beginning. */
static void
on_command (FakeServer *server,
            const char *command,
            gpointer    user_data)
{
  if (g_str_has_prefix (command, "STAT"))
    g_cancellable_cancel (user_data);
}

static void
test_cancel (void)
{
  g_autoptr (FakeServer) fake = fake_server_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (AnserDoctorReport) report = NULL;
  g_autoptr (GError) error = NULL;

  fake->hook = on_command;
  fake->hook_data = cancellable;
  report = examine (fake, ANSER_PROTOCOL_POP3, fake->password, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (report);

  g_clear_error (&error);
  report = examine (fake, ANSER_PROTOCOL_SMTP, NULL, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (report);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/doctor/record-pop3", test_record_pop3);
  g_test_add_func ("/doctor/record-smtp", test_record_smtp);
  g_test_add_func ("/doctor/record-nothing", test_record_nothing);
  g_test_add_func ("/doctor/record-bounded", test_record_bounded);
  g_test_add_func ("/doctor/pop3", test_pop3);
  g_test_add_func ("/doctor/wrong-password", test_wrong_password);
  g_test_add_func ("/doctor/no-password", test_no_password);
  g_test_add_func ("/doctor/refused-commands", test_refused_commands);
  g_test_add_func ("/doctor/p37-dead-address", test_dead_address);
  g_test_add_func ("/doctor/cancel", test_cancel);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "inquiry.h"

#include "engine/errors.h"
#include "header-digest.h"

/* Commands given to the client before their replies: enough for any line, and a bound for memory
 * when a whole mailbox of 100,000 is asked about. */
#define AHEAD 256

/* Takes the headers, one after the other as they were asked for, and passes on their digests. */
#define ANSER_TYPE_INQUIRY_SINK (anser_inquiry_sink_get_type ())
G_DECLARE_FINAL_TYPE (AnserInquirySink, anser_inquiry_sink, ANSER, INQUIRY_SINK, GObject)

struct _AnserInquirySink
{
  GObject            parent_instance;

  AnserInquiryFunc   func;
  gpointer           user_data;
  AnserHeaderDigest  digest;
  unsigned           number;
};

static gboolean
anser_inquiry_sink_begin (AnserSink  *sink,
                          guint       number,
                          GError    **error)
{
  AnserInquirySink *self = ANSER_INQUIRY_SINK (sink);

  self->number = number;
  anser_header_digest_begin (&self->digest);

  return TRUE;
}

static gboolean
anser_inquiry_sink_write (AnserSink   *sink,
                          const char  *data,
                          gsize        length,
                          GError     **error)
{
  anser_header_digest_add (&ANSER_INQUIRY_SINK (sink)->digest, data, length);

  return TRUE;
}

static gboolean
anser_inquiry_sink_end (AnserSink  *sink,
                        GError    **error)
{
  AnserInquirySink *self = ANSER_INQUIRY_SINK (sink);
  guint8 digest[ANSER_DIGEST_LENGTH];
  gboolean has_digest = anser_header_digest_end (&self->digest, digest);

  self->func (self->user_data, self->number, has_digest ? digest : NULL);

  return TRUE;
}

static void
anser_inquiry_sink_sink_init (AnserSinkInterface *iface)
{
  iface->begin = anser_inquiry_sink_begin;
  iface->write = anser_inquiry_sink_write;
  iface->end = anser_inquiry_sink_end;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserInquirySink, anser_inquiry_sink, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANSER_TYPE_SINK,
                                                      anser_inquiry_sink_sink_init))

static void
anser_inquiry_sink_finalize (GObject *object)
{
  anser_header_digest_clear (&ANSER_INQUIRY_SINK (object)->digest);

  G_OBJECT_CLASS (anser_inquiry_sink_parent_class)->finalize (object);
}

static void
anser_inquiry_sink_class_init (AnserInquirySinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_inquiry_sink_finalize;
}

static void
anser_inquiry_sink_init (AnserInquirySink *self)
{
}

/* What the task of a run holds. */
typedef struct
{
  AnserSink *sink;
  GArray    *numbers;
  unsigned   n_asked;
  unsigned   n_answered;
  unsigned   n_refused;
  GError    *error;                 /* the first */
} Inquiry;

static void
inquiry_free (Inquiry *inquiry)
{
  g_clear_object (&inquiry->sink);
  g_clear_pointer (&inquiry->numbers, g_array_unref);
  g_clear_error (&inquiry->error);
  g_free (inquiry);
}

static void ask (GTask *task);

/* The end of the last command is the end of all, also when the connection broke. */
static void
on_header (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Inquiry *inquiry = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  inquiry->n_answered++;
  anser_pop3_client_top_finish (ANSER_POP3_CLIENT (source), result, &error);
  if (anser_inquiry_is_refusal (error))
    inquiry->n_refused++;
  else if (error != NULL && inquiry->error == NULL)
    inquiry->error = g_steal_pointer (&error);

  ask (task);
}

static void
ask (GTask *task)
{
  Inquiry *inquiry = g_task_get_task_data (task);

  while (inquiry->error == NULL && inquiry->n_asked < inquiry->numbers->len &&
         inquiry->n_asked - inquiry->n_answered < AHEAD)
    anser_pop3_client_top_async (g_task_get_source_object (task),
                                 g_array_index (inquiry->numbers, unsigned, inquiry->n_asked++), 0,
                                 inquiry->sink, g_task_get_cancellable (task), on_header,
                                 g_object_ref (task));

  if (inquiry->n_answered < inquiry->n_asked)
    return;
  if (inquiry->error != NULL)
    g_task_return_error (task, g_steal_pointer (&inquiry->error));
  else
    g_task_return_boolean (task, TRUE);
}

AnserSink *
anser_inquiry_sink_new (AnserInquiryFunc func,
                        gpointer         user_data)
{
  AnserInquirySink *self;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_object_new (ANSER_TYPE_INQUIRY_SINK, NULL);
  self->func = func;
  self->user_data = user_data;

  return ANSER_SINK (self);
}

void
anser_inquiry_run_async (AnserPop3Client     *client,
                         GArray              *numbers,
                         AnserSink           *sink,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Inquiry *inquiry;

  g_return_if_fail (ANSER_IS_POP3_CLIENT (client));
  g_return_if_fail (numbers != NULL);
  g_return_if_fail (ANSER_IS_SINK (sink));

  inquiry = g_new0 (Inquiry, 1);
  inquiry->numbers = g_array_ref (numbers);
  inquiry->sink = g_object_ref (sink);

  task = g_task_new (client, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_inquiry_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, inquiry, (GDestroyNotify) inquiry_free);
  ask (task);
}

gboolean
anser_inquiry_run_finish (GAsyncResult  *result,
                          unsigned      *n_refused,
                          GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_inquiry_run_async), FALSE);

  if (n_refused != NULL)
    *n_refused = ((Inquiry *) g_task_get_task_data (G_TASK (result)))->n_refused;

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
anser_inquiry_is_refusal (const GError *error)
{
  return g_error_matches (error, ANSER_ERROR, ANSER_ERROR_REFUSED) ||
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_UNSUPPORTED);
}

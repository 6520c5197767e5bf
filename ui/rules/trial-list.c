/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-rules"

#include "config.h"

#include "rules/trial-list.h"

struct _AnserTrialItem
{
  GObject parent_instance;

  AnserRulePlan           *plan;
  const AnserRulePlanItem *planned;     /* its */
};

G_DEFINE_FINAL_TYPE (AnserTrialItem, anser_trial_item, G_TYPE_OBJECT)

struct _AnserTrialList
{
  GObject parent_instance;

  AnserRulePlan *plan;          /* (nullable) */
  guint          n;
};

static void
anser_trial_item_finalize (GObject *object)
{
  g_clear_object (&ANSER_TRIAL_ITEM (object)->plan);

  G_OBJECT_CLASS (anser_trial_item_parent_class)->finalize (object);
}

static void
anser_trial_item_class_init (AnserTrialItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_trial_item_finalize;
}

static void
anser_trial_item_init (AnserTrialItem *self)
{
}

const AnserRulePlanItem *
anser_trial_item_get (AnserTrialItem *self)
{
  g_return_val_if_fail (ANSER_IS_TRIAL_ITEM (self), NULL);

  return self->planned;
}

static GType
anser_trial_list_get_item_type (GListModel *model)
{
  return ANSER_TYPE_TRIAL_ITEM;
}

static guint
anser_trial_list_get_n_items (GListModel *model)
{
  return ANSER_TRIAL_LIST (model)->n;
}

/* The newest first; what would change before what would not be here. */
static const AnserRulePlanItem *
get_planned (AnserTrialList *self,
             guint           position)
{
  GPtrArray *items = anser_rule_plan_get_items (self->plan);

  if (position >= items->len)
    {
      position -= items->len;
      items = anser_rule_plan_get_absent (self->plan);
    }
  return items->pdata[items->len - 1 - position];
}

static gpointer
anser_trial_list_get_item (GListModel *model,
                           guint       position)
{
  AnserTrialList *self = ANSER_TRIAL_LIST (model);
  AnserTrialItem *item;

  if (position >= self->n)
    return NULL;

  item = g_object_new (ANSER_TYPE_TRIAL_ITEM, NULL);
  item->plan = g_object_ref (self->plan);
  item->planned = get_planned (self, position);
  return item;
}

static void
anser_trial_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = anser_trial_list_get_item_type;
  iface->get_n_items = anser_trial_list_get_n_items;
  iface->get_item = anser_trial_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserTrialList, anser_trial_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      anser_trial_list_model_init))

static void
anser_trial_list_finalize (GObject *object)
{
  g_clear_object (&ANSER_TRIAL_LIST (object)->plan);

  G_OBJECT_CLASS (anser_trial_list_parent_class)->finalize (object);
}

static void
anser_trial_list_class_init (AnserTrialListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_trial_list_finalize;
}

static void
anser_trial_list_init (AnserTrialList *self)
{
}

AnserTrialList *
anser_trial_list_new (void)
{
  return g_object_new (ANSER_TYPE_TRIAL_LIST, NULL);
}

/* Removed first, then added: one large replacement is slow in GTK. */
void
anser_trial_list_set_plan (AnserTrialList *self,
                           AnserRulePlan  *plan)
{
  guint before;

  g_return_if_fail (ANSER_IS_TRIAL_LIST (self));

  before = self->n;
  self->n = 0;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, 0);
  g_set_object (&self->plan, plan);
  self->n = plan != NULL ? anser_rule_plan_get_items (plan)->len +
                           anser_rule_plan_get_absent (plan)->len : 0;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, self->n);
}

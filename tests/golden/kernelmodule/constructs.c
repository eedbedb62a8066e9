// A module of the kernel, and what an extension exposes to Python.
#include <linux/module.h>
/* Comment. */
static int debug;
module_param(debug, int, 0644);
MODULE_PARM_DESC(debug, "Level of "
	"debugging (0, 1)");
module_param_named(fast, is_fast, bool, 0444);
module_param_array(ports, int, NULL, 0);
module_param_string(name, buf, sizeof(buf), 0);
TRACE_EVENT(sched_kthread_stop,

	TP_PROTO(struct task_struct *t),

	TP_ARGS(t),

	TP_STRUCT__entry(
		__array(	char,	comm,	TASK_COMM_LEN	)
	),

	TP_fast_assign(
		memcpy(__entry->comm, t->comm, TASK_COMM_LEN);
		if (x) { y; }
	),
	TP_printk("comm=%s pid=%d", __entry->comm, __entry->pid)
);
DECLARE_EVENT_CLASS(wakeup, TP_PROTO(int a), TP_ARGS(a));
DEFINE_EVENT(wakeup, waking,
	     TP_PROTO(int a),
	     TP_ARGS(a));
static DEVICE_ATTR_RO(speed);
static DEVICE_ATTR(mode, 0644, show, store);
static SENSOR_DEVICE_ATTR_RO(in0_input, in, 0);
CONFIGFS_ATTR(my_, width);
static SOC_ENUM_SINGLE_DECL(snd_enum, 1, 2, texts);
static const DECLARE_TLV_DB_SCALE(gain, -600, 100, 0);
static int __init parse(char *s) { return 1; }
__setup("mem=", parse);
early_param("quiet", parse);
MODULE_DESCRIPTION("Drives \"things\"");
MODULE_LICENSE("GPL");
static PyMethodDef methods[] = {
    {"open", (PyCFunction)(void(*)(void))do_open, METH_VARARGS, PyDoc_STR("x {")},
    {"close", _PyCFunction_CAST(do_close), METH_NOARGS, doc},
    CLINIC_METHODDEF
    {NULL, NULL}
};
#define CLINIC_METHODDEF    \
    {"from_bytes", _PyCFunction_CAST(int_from_bytes), METH_FASTCALL|METH_KEYWORDS, doc},

/* hasten.cpp: what makes SimGrid 3.32 take longer with every message that is on its way, done otherwise. It is loaded before
 * SimGrid's launcher (LD_PRELOAD), where a function defined here stands for the library's function of the same name.
 *
 * 1. A message that is sent without waiting for its receiver (MPI's small ones) is kept in a list of all such messages, and
 *    searched there, from the first to the last, when it has arrived. Here it is found by its address. Nothing else looks into
 *    that list while a simulation runs, and the order of events does not depend on it: simulated times are the same.
 * 2. Selectors of collectives (ompi, mpich, ...) ask, in the first collective of a communicator, which ranks share a host.
 *    SMPI sends that round a ring, P(P-1) messages among P ranks. Here this exchange takes log2 P rounds. The first collective,
 *    whose time SMPI takes it into, is shorter for it.
 *
 * Both ends speak of functions that are SimGrid's own affair; hence the launcher loads this with version 3.32 only. */
#include <cstddef>
#include <cstring>
#include <dlfcn.h>
#include <list>
#include <unordered_map>

using ListNode = std::__detail::_List_node_base;

/* The library's function of this name; its name in the machine's words. */
template <typename Function> static Function library_function(const char *name)
{
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

namespace simgrid
{
namespace kernel
{
namespace activity
{
class ActivityImpl;
void intrusive_ptr_release(ActivityImpl *activity);

class CommImpl
{
  public:
    CommImpl &detach();
    void finish();
};
} // namespace activity
} // namespace kernel

namespace smpi
{
class Comm;
class Datatype;

int allgather__bruck(const void *send, int send_count, Datatype *send_type, void *receive, int receive_count,
                     Datatype *receive_type, Comm *comm);
int allgather__ring(const void *send, int send_count, Datatype *send_type, void *receive, int receive_count,
                    Datatype *receive_type, Comm *comm);
} // namespace smpi
} // namespace simgrid

/* ---- messages on their way ---- */

using simgrid::kernel::activity::CommImpl;

/* An element of the library's list, with its reference to the message, that stands in no list. */
struct Element : ListNode {
    void *message;
};

static struct {
    bool awaited; /* the next element is to be kept out of its list */
    Element *caught;
} detaching;

static std::unordered_map<CommImpl *, Element *> &on_their_way()
{
    static auto *messages = new std::unordered_map<CommImpl *, Element *>; /* needed until the very end */
    return *messages;
}

/* What a std::list does with a new element. */
void ListNode::_M_hook(ListNode *next) noexcept
{
    if (detaching.awaited) {
        detaching.awaited = false;
        detaching.caught = static_cast<Element *>(this);
        return;
    }
    _M_next = next;
    _M_prev = next->_M_prev;
    next->_M_prev->_M_next = this;
    next->_M_prev = this;
}

/* The library's function does nothing that makes an element but this one. */
CommImpl &CommImpl::detach()
{
    static auto detach_as_ever =
        library_function<CommImpl &(*)(CommImpl *)>("_ZN7simgrid6kernel8activity8CommImpl6detachEv");
    detaching = {true, nullptr};
    detach_as_ever(this);
    detaching.awaited = false;
    on_their_way()[this] = detaching.caught;
    return *this;
}

/* The library's function finds its list empty. It may be called again for the same message. */
void CommImpl::finish()
{
    static auto finish_as_ever =
        library_function<void (*)(CommImpl *)>("_ZN7simgrid6kernel8activity8CommImpl6finishEv");
    auto found = on_their_way().find(this);
    Element *element = nullptr;
    if (found != on_their_way().end()) {
        element = found->second;
        on_their_way().erase(found);
    }
    finish_as_ever(this);
    if (element != nullptr) {
        simgrid::kernel::activity::intrusive_ptr_release(
            static_cast<simgrid::kernel::activity::ActivityImpl *>(element->message));
        ::operator delete(element);
    }
}

/* ---- who shares a host ---- */

static bool is_of_setup(const void *caller)
{
    static auto *known = new std::unordered_map<const void *, bool>;
    auto found = known->find(caller);
    if (found != known->end())
        return found->second;
    Dl_info info;
    bool of_setup = dladdr(caller, &info) != 0 && info.dli_sname != nullptr &&
                    std::strcmp(info.dli_sname, "_ZN7simgrid4smpi4Comm8init_smpEv") == 0;
    (*known)[caller] = of_setup;
    return of_setup;
}

namespace simgrid
{
namespace smpi
{
int allgather__ring(const void *send, int send_count, Datatype *send_type, void *receive, int receive_count,
                    Datatype *receive_type, Comm *comm)
{
    static auto as_ever = library_function<decltype(&allgather__ring)>(
        "_ZN7simgrid4smpi15allgather__ringEPKviPNS0_8DatatypeEPviS4_PNS0_4CommE");
    auto function = is_of_setup(__builtin_return_address(0)) ? allgather__bruck : as_ever;
    return function(send, send_count, send_type, receive, receive_count, receive_type, comm);
}
} // namespace smpi
} // namespace simgrid

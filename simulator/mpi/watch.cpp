/* watch.cpp: what nothing inside an MPI program can see: all messages on the network, those inside collectives too, and the
 * energy that the hosts take. It is loaded before SimGrid's launcher (LD_PRELOAD) when it is asked for, whatever the program
 * was written in, and fills the book (book.h).
 *
 * C++, since SimGrid's signals have no interface in C. Of its traces those of SMPI would show the messages too, but SimGrid
 * 3.32 writes an MPI_Isend, and a Put, twice into them (tracing/smpi/internals), and takes nearly twice as long. */
#include "book.h"

#include <simgrid/plugins/energy.h>
#include <simgrid/s4u.hpp>

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <unordered_set>
#include <vector>

namespace
{
using simgrid::kernel::resource::Action;
using simgrid::kernel::resource::NetworkAction;
using simgrid::s4u::Actor;
using simgrid::s4u::Engine;
using simgrid::s4u::Host;
using simgrid::s4u::Link;

book_header *book;        /* mapped until the end */
std::vector<Host *> used; /* hosts with a rank, in the order of the ranks, so that sums are the same every time */
std::unordered_set<Host *> known; /* the same */

book_header *open_book()
{
    const char *path = std::getenv(BOOK_PATH_VARIABLE);
    int file = path != nullptr ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0)
        return nullptr;
    void *mapped = mmap(nullptr, sizeof *book, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return mapped == MAP_FAILED ? nullptr : static_cast<book_header *>(mapped);
}

/* A message is on the network from STARTED on, and is one action there, whatever it is made of for MPI. */
void count_message(const NetworkAction &, Action::State before)
{
    if (before == Action::State::STARTED)
        book->wire_messages++;
}

/* The ranks are the only actors. */
void add_host(const Actor &rank)
{
    Host *host = rank.get_host();
    if (!known.insert(host).second)
        return;
    used.push_back(host);
    if (host->get_property("wattage_per_state") == nullptr) {
        std::snprintf(book->powerless, sizeof book->powerless, "%s", host->get_cname());
        std::exit(EXIT_FAILURE);
    }
}

void add_energy()
{
    double energy = 0;
    for (const Host *host : used)
        energy += sg_host_get_consumed_energy(host);
    book->energy = energy;
}

__attribute__((constructor)) void begin()
{
    book = open_book();
    if (book == nullptr)
        return;
    if (book->watch_wire != 0)
        Link::on_communication_state_change_cb(count_message);
    if (book->watch_energy == 0)
        return;
    Actor::on_creation_cb(add_host);
    Engine::on_simulation_end_cb(add_energy);
    Engine::on_deadlock_cb(add_energy);
}
} // namespace

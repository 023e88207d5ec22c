/* broken.h: algorithms that are wrong on purpose, to see that the specifications notice. Each file says what is wrong and
 * which axiom must notice it. None of them is registered: `onde` does not know them. */
#ifndef ONDE_TESTS_BROKEN_H
#define ONDE_TESTS_BROKEN_H

#include "engine/process.h"

extern const struct algorithm broken_ring_wave_hasty;
extern const struct algorithm broken_ring_wave_keeper;

extern const struct algorithm broken_tree_wave_hasty;
extern const struct algorithm broken_tree_wave_shy;

extern const struct algorithm broken_echo_hasty;
extern const struct algorithm broken_echo_silent;

extern const struct algorithm broken_lelann_impatient;
extern const struct algorithm broken_lelann_reopening;

extern const struct algorithm broken_chang_roberts_generous;
extern const struct algorithm broken_chang_roberts_modest;
extern const struct algorithm broken_chang_roberts_discreet;
extern const struct algorithm broken_chang_roberts_reopening;

extern const struct algorithm broken_peterson_reversed;
extern const struct algorithm broken_peterson_usurper;
extern const struct algorithm broken_peterson_lenient;

extern const struct algorithm broken_numbering_stuck;
extern const struct algorithm broken_numbering_greedy;
extern const struct algorithm broken_numbering_lazy;

extern const struct algorithm broken_bully_secretive;
extern const struct algorithm broken_bully_trusting;
extern const struct algorithm broken_bully_credulous;
extern const struct algorithm broken_bully_deaf;

extern const struct algorithm broken_bfs_tree_stubborn;
extern const struct algorithm broken_matching_faithful;
extern const struct algorithm broken_matching_clockwise;
extern const struct algorithm broken_colouring_symmetric;
extern const struct algorithm broken_leader_credulous;

extern const struct algorithm broken_dijkstra_deaf;
extern const struct algorithm broken_dijkstra_narrow;
extern const struct algorithm broken_dijkstra_sloppy;

extern const struct algorithm broken_detector_trusting;
extern const struct algorithm broken_detector_tired;
extern const struct algorithm broken_detector_grudging;
extern const struct algorithm broken_detector_meddling;
extern const struct algorithm broken_detector_raving;

extern const struct algorithm broken_master_forgetful;
extern const struct algorithm broken_master_generous;
extern const struct algorithm broken_master_hasty;
extern const struct algorithm broken_master_boastful;
extern const struct algorithm broken_master_sloppy;

extern const struct algorithm broken_server_forgetful;
extern const struct algorithm broken_ricart_agrawala_obliging;
extern const struct algorithm broken_suzuki_kasami_copying;
extern const struct algorithm broken_raymond_generous;
extern const struct algorithm broken_raymond_shy;
extern const struct algorithm broken_naimi_trehel_hasty;
extern const struct algorithm broken_maekawa_half;

extern const struct algorithm broken_clock_eager;
extern const struct algorithm broken_clock_sleepy;
extern const struct algorithm broken_clock_unmerged;
extern const struct algorithm broken_clock_forgetful;

extern const struct algorithm broken_snapshot_tardy;
extern const struct algorithm broken_snapshot_forgetful;
extern const struct algorithm broken_snapshot_hasty;
extern const struct algorithm broken_snapshot_vain;
extern const struct algorithm broken_snapshot_shy;
extern const struct algorithm broken_snapshot_colourless;
extern const struct algorithm broken_snapshot_restless;
extern const struct algorithm broken_snapshot_chatty;
extern const struct algorithm broken_snapshot_sleepy;

extern const struct algorithm broken_broadcast_hasty;
extern const struct algorithm broken_broadcast_deaf;
extern const struct algorithm broken_sequencer_hurried;
extern const struct algorithm broken_isis_stubborn;

extern const struct algorithm broken_recovery_selfish;
extern const struct algorithm broken_recovery_nostalgic;
extern const struct algorithm broken_recovery_tardy;
extern const struct algorithm broken_recovery_sloppy;

#endif

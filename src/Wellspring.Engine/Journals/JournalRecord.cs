using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Engine.Journals;

/// <summary>
/// One record of the journal: a command's outcome, or work that came due, with the pool as it stood after it.
/// </summary>
/// <param name="Position">From 0, without gaps.</param>
/// <param name="Id">The command's id; null for records the engine makes itself (opening, due work).</param>
/// <param name="At">The business time the command brought; for due work the clock it ran at.</param>
/// <param name="Content">XXH128 of the canonical command; zero where there is no command.</param>
/// <param name="Command">The command's number (docs/formats/journal.md); 0 where there is no command.</param>
/// <param name="Pool">Money in the pool after the record; likewise circulating points, reserve and scale.</param>
/// <param name="Netted">What payouts of this record paid of their members' debts.</param>
/// <param name="Held">Free points of the member the command was about, after it.</param>
public sealed record JournalRecord(
    long Position, string? Id, int Command, Instant At, UInt128 Content, PoolEvent Event, Money Pool,
    Points Circulating, Money Reserve, int Scale, Points Held, ImmutableArray<Netting> Netted);

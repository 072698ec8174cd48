using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Engine.Exports;

/// <summary>Collects what a pool posts, one entry a record, and adds up every account.</summary>
internal sealed class Ledger : IPostings
{
    private readonly Dictionary<Account, long> _entry = [];
    private readonly Dictionary<Account, long> _balances = [];

    /// <summary>The balance of an account of which there is one.</summary>
    public long this[AccountKind kind] => _balances.GetValueOrDefault(new(kind, 0));

    public void Post(Account account, long units) => Add(_entry, account, units);

    /// <summary>
    /// What was posted since the last call: one posting an account, none at zero, in the order of account numbers.
    /// </summary>
    public ImmutableArray<Posting> TakeEntry()
    {
        var postings = InOrder(_entry.Where(entry => entry.Value != 0));
        _entry.Clear();
        var (money, points) = (Int128.Zero, Int128.Zero);
        foreach (var (account, units) in postings)
        {
            money += account.IsPoints ? 0 : units;
            points += account.IsPoints ? units : 0;
            Add(_balances, account, units);
        }

        Invariant.Require(money == 0 && points == 0, "the postings of a record sum to zero in each currency");
        return postings;
    }

    /// <summary>Every account that ever moved, also where it stands at zero now.</summary>
    public ImmutableArray<Posting> Balances() => InOrder(_balances);

    /// <summary>Checks the sums against balances that were not made from postings.</summary>
    public void RequireSame(IEnumerable<(Account Account, long Units)> stated)
    {
        var checkedOff = 0;
        foreach (var (account, units) in stated)
        {
            Invariant.Require(_balances.GetValueOrDefault(account) == units, $"{account.Name} is what the pool says");
            checkedOff++;
        }

        var others = _balances.Count(balance =>
            balance.Value != 0 && balance.Key.Kind is not (AccountKind.Clearing or AccountKind.Goods));
        Invariant.Require(others == checkedOff, "no account holds what the pool does not know of");
    }

    private static void Add(Dictionary<Account, long> sums, Account account, long units)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, account, out _);
        sum += units;
    }

    private static ImmutableArray<Posting> InOrder(IEnumerable<KeyValuePair<Account, long>> sums) =>
    [
        .. sums.Select(sum => new Posting(sum.Key, sum.Value))
            .OrderBy(posting => posting.Account.Kind).ThenBy(posting => posting.Account.Number),
    ];
}

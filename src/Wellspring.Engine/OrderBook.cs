using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Keys;

namespace Wellspring.Engine;

/// <summary>
/// Which record answered which command, and which one last changed an order: ids for ever, in bounded memory.
/// </summary>
/// <remarks>
/// The index is a cache of the journal. An entry is a record's position and, for records that finalise many orders,
/// the place within it; the row itself is read back from the journal.
/// </remarks>
internal sealed class OrderBook(KeyIndex index)
{
    private const byte Commands = (byte)'c';
    private const byte Orders = (byte)'o';
    private const byte Redemptions = (byte)'r';
    private const byte WithdrawalIds = (byte)'w';
    private const int ItemBits = 14;

    /// <summary>More due items than this would not fit the place within a record.</summary>
    public const int MostItems = 10_000;

    private readonly ulong _seed = index.Seed;

    public bool TryFindCommand(string id, out long position)
    {
        var known = index.TryFind(KeyHash.Of(Commands, id, _seed), out var place);
        position = place >> ItemBits;
        return known;
    }

    public bool HasWithdrawal(string id) => index.TryFind(KeyHash.Of(WithdrawalIds, id, _seed), out _);

    /// <summary>Whether the order id was ever used, and its row if it has settled.</summary>
    public bool TryFindOrder(string order, Func<long, JournalRecord> read, out OrderRow? row) =>
        TryFind(Orders, order, read, out row);

    public OrderRow? FindRedemption(string order, Func<long, JournalRecord> read)
    {
        TryFind(Redemptions, order, read, out var row);
        return row;
    }

    /// <summary>Notes everything a record makes findable; live and at replay alike.</summary>
    public void Remember(JournalRecord record)
    {
        if (record.Id is not null)
        {
            Put(Commands, record.Id, record.Position, 0);
        }

        switch (record.Event)
        {
            case PoolEvent.OrderSettled { Settlement.Order: var order }:
                Put(Orders, order, record.Position, 0);
                break;
            case PoolEvent.OrderPlaced { Placed.Order: var order }:
                Put(Orders, order, record.Position, 0);
                break;
            case PoolEvent.DueProcessed { Items: var items }:
                for (var item = 0; item < items.Length; item++)
                {
                    if (items[item] is DueItem.OrderFinal { Settlement.Order: var order })
                    {
                        Put(Orders, order, record.Position, item);
                    }
                }

                break;
            case PoolEvent.OrderReversed { Row.Order: var order }:
                Put(Orders, order, record.Position, 0);
                break;
            case PoolEvent.OrderRefunded { Row: { } row }:
                Put(row.Merchant.Length == 0 ? Redemptions : Orders, row.Order, record.Position, 0);
                break;
            case PoolEvent.PointsRedeemed { Row: { } row }:
                Put(Redemptions, row.Order, record.Position, 0);
                break;
            case PoolEvent.WithdrawalRequested { Withdrawal.Id: var id }:
                Put(WithdrawalIds, id, record.Position, 0);
                break;
            default:
                break;
        }
    }

    private bool TryFind(byte space, string id, Func<long, JournalRecord> read, out OrderRow? row)
    {
        row = null;
        if (!index.TryFind(KeyHash.Of(space, id, _seed), out var place))
        {
            return false;
        }

        row = read(place >> ItemBits).Event switch
        {
            PoolEvent.OrderSettled settled => OrderRow.Of(settled.Settlement),
            PoolEvent.DueProcessed due => OrderRow.Of(
                ((DueItem.OrderFinal)due.Items[(int)(place & ((1 << ItemBits) - 1))]).Settlement),
            PoolEvent.OrderReversed reversed => reversed.Row,
            PoolEvent.OrderRefunded refunded => refunded.Row,
            PoolEvent.PointsRedeemed redeemed => redeemed.Row,
            _ => null,
        };
        return true;
    }

    private void Put(byte space, string id, long position, int item) =>
        index.Put(KeyHash.Of(space, id, _seed), (position << ItemBits) | (uint)item);
}

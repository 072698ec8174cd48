namespace Wellspring.Core.Tests.Model;

/// <summary>What a generated command is about; one for each kind of command.</summary>
internal enum Deed
{
    Settle,
    Place,
    Deliver,
    Refund,
    Reverse,
    Sell,
    Redeem,
    Spend,
    Inject,
    Subsidise,
    ReturnReserve,
    Bind,
    Register,
    TopUp,
    Advance,
    Request,
    Approve,
    Reject,
    Paid,
    Failed,
    Pause,
    Lift,
    Announce,
    Close,
    Unbind,
    Agent,
    EndAgent,
    Fee,
    Level,
    Promoter,
    EndPromoter,
    Dividend,
}

/// <summary>How much of what there is: a wish knows the part, the moment knows the amount.</summary>
internal enum Part
{
    Nothing,
    OneUnit,
    Half,
    AllButOneUnit,
    AllInNumbers,
    All,
    OneUnitTooMuch,
}

/// <summary>
/// A command before it is known what the pool holds then: "half of what ann has", "a refund of all of some order".
/// </summary>
/// <param name="Who">The member, and the one beside it.</param>
/// <param name="Pick">Chooses among the ids that exist then.</param>
/// <param name="Money">For amounts that need not fit anything.</param>
/// <param name="Jump">How far the time moves, in milliseconds; backward too.</param>
/// <param name="Choice">0 … 99: chooses rare variants.</param>
internal sealed record Wish(
    Deed Deed, (int Member, int Other) Who, int Merchant, int Pick, Money Money, Part Part, long Jump, int Choice);

using Microsoft.AspNetCore.Components;
using Wellspring.Core;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Console.Legacy;

/// <summary>A page of the section on which acts of two people are prepared: drafted, shown, asked for.</summary>
public abstract class LegacyActPage : ConsolePage
{
    [Inject]
    public required Approvals Approvals { get; init; }

    /// <summary>The act whose effect is shown; null while there is none.</summary>
    protected TwoPersonAct? Act { get; private set; }

    /// <summary>Shows what was drafted, or says what to mend.</summary>
    protected void Show((TwoPersonAct? Act, Bilingual? Mistake) drafted)
    {
        Act = drafted.Act;
        if (drafted.Mistake is { } mistake)
        {
            Say(ActAnswer.No(mistake));
        }
    }

    /// <summary>Asks for the act; once it waits, the page is clear again.</summary>
    protected async Task AskAsync(TwoPersonAct act)
    {
        await ActAsync(
            [.. ActRules.Of(act.Kind).Askers], () => Approvals.AskAsync(Me.Id, act, CancellationToken.None));
        if (Answer is { IsGood: true })
        {
            Act = null;
            Clear();
        }
    }

    /// <summary>Forgets what was typed.</summary>
    protected abstract void Clear();
}

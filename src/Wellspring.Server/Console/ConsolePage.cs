using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Wellspring.Core;
using Wellspring.Server.Hosting;
using Wellspring.Server.Pages;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Console;

/// <summary>What every console page has: the person, the language, a way to act and to say what came of it.</summary>
public abstract class ConsolePage : ComponentBase
{
    [Inject]
    public required Site Site { get; init; }

    [Inject]
    public required Desk Desk { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [CascadingParameter(Name = "English")]
    public bool IsEnglish { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Login { get; set; }

    /// <summary>The person, as of the last load or act.</summary>
    protected StaffMember Me { get; private set; } = null!;

    protected bool IsReady { get; private set; }

    /// <summary>Whether something is on its way; buttons wait.</summary>
    protected bool IsBusy { get; private set; }

    /// <summary>What the last act led to.</summary>
    protected ActAnswer? Answer { get; private set; }

    /// <summary>Reads what the page shows; called again after each act.</summary>
    protected abstract Task LoadAsync();

    protected override async Task OnParametersSetAsync()
    {
        if (await SitsHereAsync())
        {
            await LoadAsync();
            IsReady = true;
        }
    }

    /// <summary>Runs an act of a person who has one of the roles, right now, and shows what came of it.</summary>
    protected async Task ActAsync(string[] roles, Func<Task<ActAnswer>> act)
    {
        if (IsBusy || !await SitsHereAsync())
        {
            return;
        }

        IsBusy = true;
        try
        {
            Answer = Me.MayAny(roles)
                ? await act()
                : new(ActAnswer.RoleMissing, new("您的角色不能做这件事。", "Your roles do not allow this."));
            await LoadAsync();
        }
        finally
        {
            IsBusy = false;
        }
    }

    /// <inheritdoc cref="ActAsync(string[], Func{Task{ActAnswer}})"/>
    protected Task ActAsync(string role, Func<Task<ActAnswer>> act) => ActAsync([role], act);

    /// <summary>Runs an act that says only what is wrong; null says that it was done.</summary>
    protected Task ActAsync(string role, Func<Bilingual?> act) => ActAsync([role], () => Task.FromResult(
        act() is { } wrong ? ActAnswer.No(wrong) : ActAnswer.Well("已完成。", "Done.")));

    protected void Say(ActAnswer answer) => Answer = answer;

    protected bool May(params string[] roles) => Me.MayAny(roles);

    protected bool SeesPersons => Masks.MaySeePersons(Me);

    protected string L(string zh, string en) => IsEnglish ? en : zh;

    protected string L(Bilingual text) => IsEnglish ? text.En : text.Zh;

    protected static string Yuan(Money amount) => Amounts.Yuan(amount);

    protected static string Pts(Points points) => Amounts.Points(points);

    protected string When(Instant at) => Amounts.When(at, Site.Pool.Plan.Settings.TimeZone);

    protected string When(Instant? at) => at is { } moment ? When(moment) : "";

    /// <summary>How long ago, in the largest unit that says something: <c>3 h</c>.</summary>
    protected string Age(Instant since, Instant now)
    {
        var minutes = Math.Max(0, now.Milliseconds - since.Milliseconds) / 60_000;
        return minutes < 60 ? L($"{minutes} 分钟", $"{minutes} min")
            : minutes < 2_880 ? L($"{minutes / 60} 小时", $"{minutes / 60} h")
            : L($"{minutes / 1_440} 天", $"{minutes / 1_440} days");
    }

    // A session that ended while the page was open leads back to the login.
    private async Task<bool> SitsHereAsync()
    {
        if (Desk.WhoIs((await Login).User) is { } person)
        {
            Me = person;
            return true;
        }

        Address.NavigateTo("/console/login", forceLoad: true);
        return false;
    }
}

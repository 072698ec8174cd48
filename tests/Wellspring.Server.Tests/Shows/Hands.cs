using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.Playwright;
using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Hosting;

namespace Wellspring.Server.Tests.Shows;

/// <summary>What a person does on a page, so that one play can be given by a walker and in a real browser.</summary>
internal abstract class Hands : IAsyncDisposable
{
    /// <summary>Path and query of where they are.</summary>
    public abstract string Location { get; }

    /// <summary>Opens an address, typed or scanned.</summary>
    public abstract Task OpenAsync(string address);

    /// <summary>Presses the link with this text.</summary>
    public abstract Task FollowAsync(string text);

    /// <summary>Fills a form and presses its button.</summary>
    /// <param name="form">A selector of the form.</param>
    /// <param name="button">What the button says; null for the form's first.</param>
    public abstract Task SendAsync(string form, string? button, params (string Name, string Value)[] fields);

    /// <summary>The words of the page.</summary>
    public abstract Task<string> TextAsync();

    /// <summary>Looks at the page closely, and keeps a picture of it where there is one.</summary>
    public abstract Task LookAsync(string picture);

    public abstract ValueTask DisposeAsync();

    public async Task SeeAsync(string text) => Assert.Contains(text, await TextAsync(), StringComparison.Ordinal);
}

/// <summary>A walker without a browser: fast, so that a play is proved before it is looked at.</summary>
internal sealed class WalkerHands(Walker walker) : Hands
{
    public override string Location => walker.Location;

    public override async Task OpenAsync(string address)
    {
        await walker.OpenAsync(address);
        Assert.True(walker.Status is HttpStatusCode.OK, $"{address} answers {walker.Status}: {walker.Text}");
    }

    public override Task FollowAsync(string text) => OpenAsync(
        walker.Document.QuerySelectorAll("a[href]")
            .FirstOrDefault(link => link.TextContent.Contains(text, StringComparison.Ordinal))?.GetAttribute("href")
        ?? throw new InvalidOperationException($"no link {text} on {Location}: {walker.Text}"));

    public override async Task SendAsync(string form, string? button, params (string Name, string Value)[] fields)
    {
        var element = walker.Document.QuerySelector(form) as IHtmlFormElement
            ?? throw new InvalidOperationException($"no form {form} on {Location}: {walker.Text}");
        var pressed = element.QuerySelectorAll("button").FirstOrDefault(
            one => button is null || one.TextContent.Contains(button, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"no button {button} in {form} on {Location}");
        if (pressed.GetAttribute("name") is { Length: > 0 } name)
        {
            fields = [.. fields, (name, pressed.GetAttribute("value") ?? "")];
        }

        if (element.Method == "get")
        {
            using var content = walker.Fill(form, out var action, fields);
            await OpenAsync($"{action}?{await content.ReadAsStringAsync()}");
        }
        else
        {
            await walker.SendAsync(form, fields);
        }
    }

    public override Task<string> TextAsync() => Task.FromResult(walker.Text);

    public override Task LookAsync(string picture) => Task.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        walker.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>A person at a real browser.</summary>
internal sealed class BrowserHands(BrowserPage page, bool looks) : Hands
{
    public override string Location => page.Location;

    public override async Task OpenAsync(string address) => await page.GoAsync(address);

    public override Task FollowAsync(string text) =>
        page.ClickAsync(page.Page.Locator("a[href]", new() { HasText = text }).First);

    public override async Task SendAsync(string form, string? button, params (string Name, string Value)[] fields)
    {
        var element = page.Page.Locator(form).First;
        foreach (var (name, value) in fields)
        {
            await FillAsync(element.Locator($"[name='{name}']:not([type=hidden])"), value);
        }

        await page.ClickAsync(button is null
            ? element.Locator("button").First
            : element.Locator("button", new() { HasText = button }).First);
    }

    public override Task<string> TextAsync() => page.VisibleTextAsync();

    public override Task LookAsync(string picture) =>
        looks ? page.AssertSoundAsync(picture) : Task.CompletedTask;

    public override ValueTask DisposeAsync() => page.DisposeAsync();

    private static async Task FillAsync(ILocator field, string value)
    {
        switch (await field.First.EvaluateAsync<string>("one => one.type || one.localName"))
        {
            case "radio":
                await field.And(field.Page.Locator($"[value='{value}']")).CheckAsync();
                break;
            case "checkbox":
                await field.First.CheckAsync();
                break;
            case "select-one":
                await field.First.SelectOptionAsync(value);
                break;
            default:
                await field.First.FillAsync(value);
                break;
        }
    }
}

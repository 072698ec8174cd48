using Microsoft.Playwright;
using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Console;

namespace Wellspring.Server.Tests.Shows;

/// <summary>Somebody of the operator at the console: a press shows its effect on the same page.</summary>
internal sealed class ConsoleHands(BrowserPage page) : IAsyncDisposable
{
    private const int Tries = 20;

    public BrowserPage Page => page;

    /// <summary>Password, then the code of the second factor.</summary>
    public async Task LogInAsync(CrewMember person)
    {
        await page.GoAsync("/console/login");
        await page.Page.Locator("input[name='mail']").FillAsync(person.Mail);
        await page.Page.Locator("input[name='password']").FillAsync(Crew.Password);
        await page.ClickAsync(page.Page.Locator("form button[type='submit'], form button:not([type])").First);
        await page.Page.Locator("input[name='code']").FillAsync(person.NextCode());
        await page.ClickAsync(page.Page.Locator("form button[type='submit'], form button:not([type])").First);
        Assert.StartsWith("/console", page.Location, StringComparison.Ordinal);
        Assert.DoesNotContain("login", page.Location, StringComparison.Ordinal);
    }

    /// <summary>Opens a place and waits until its heading is there.</summary>
    public async Task OpenAsync(string address)
    {
        await page.GoAsync(address);
        await page.Page.Locator("h1").First.WaitForAsync();

        // Until the page is connected, what is typed and pressed is lost.
        await page.Page.Locator(".c-frame[data-live='yes']").First.WaitForAsync();
    }

    /// <summary>
    /// Presses a button until the page says what came of it: before the page is connected a press does nothing.
    /// </summary>
    public async Task PressAsync(string button, string said)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            await page.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();
            try
            {
                await page.Page.GetByText(said).First.WaitForAsync(new() { Timeout = 1_500 });
                return;
            }
            catch (TimeoutException)
            {
                // Not connected yet, or still working.
            }
        }

        Assert.Fail($"{page.Location}: {button} pressed, \"{said}\" never came: {await page.VisibleTextAsync()}");
    }

    public ValueTask DisposeAsync() => page.DisposeAsync();
}

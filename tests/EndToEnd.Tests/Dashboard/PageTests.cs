using System.Text.Json;
using System.Text.RegularExpressions;
using OpenSQT.Lmax.Dashboard;
using Xunit.Abstractions;

namespace OpenSQT.Lmax.EndToEnd.Tests.Dashboard;

/// <summary>The page in a real browser: on a phone, in the dark, in Chinese, on a desk, and under attack.</summary>
public sealed partial class PageTests(ITestOutputHelper output) : IDisposable
{
    private const int PhoneWidth = 380;
    private const int PhoneHeight = 844;

    private static readonly string Shots =
        Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "screenshots")).FullName;

    private readonly string _directory = Directory.CreateTempSubdirectory("opensqt-page-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [ChromiumFact]
    public async Task ShouldShowARunOnAPhoneAndTakeTheOperatorsCommands()
    {
        using Opensqt run = Opensqt.Start(
            ["run", "--speed", "20", "--dashboard", "0", "--data-dir", Path.Combine(_directory, "data"), "--json"],
            ("LC_ALL", "C"));
        await run.SeesAsync("dashboard http");
        string address = AddressLine().Match(run.Errors).Groups[1].Value;
        await using Chromium browser = await Chromium.StartAsync();

        await browser.ShowAsync(address, PhoneWidth, PhoneHeight, dark: false);
        await browser.SeesAsync("document.querySelectorAll('#fills tr').length > 3");
        await browser.SeesAsync("document.querySelector('#ladder .market')");
        await RequireReadable(browser);
        Assert.Equal("", (await browser.EvaluateAsync("location.hash")).GetString()); // the token is out of sight
        Assert.True((await browser.EvaluateAsync(PixelsOf("price-chart"))).GetInt32() > 1000);
        Assert.True((await browser.EvaluateAsync(PixelsOf("profit-chart"))).GetInt32() > 500);
        await ShootAllAsync(browser);

        await browser.ShowAsync("", PhoneWidth, PhoneHeight, dark: false);
        await CommandAsync(browser, "pause");
        await browser.SeesAsync("document.getElementById('state').textContent === 'Reducing'");
        await browser.SeesAsync("document.querySelector('#layers .active').textContent.includes('paused by')");
        await run.SeesAsync("operator asks: pause (web page)");
        await browser.ShootAsync(Path.Combine(Shots, "phone-paused.png"), wholePage: false);
        await CommandAsync(browser, "resume");
        await browser.SeesAsync("document.getElementById('state').textContent === 'Active'");
        await CommandAsync(browser, "reconcile");
        await run.SeesAsync("operator asks: reconcile (web page)");
        await CommandAsync(browser, "halt");
        await browser.SeesAsync("document.getElementById('state').textContent === 'Halted'");
        await CommandAsync(browser, "flatten");
        await run.SeesAsync("operator asks: flatten (web page)");
        await CommandAsync(browser, "stop");

        Assert.Equal(0, await run.EndAsync());
        Assert.Contains("\"verdict\":\"clean\"", run.Output, StringComparison.Ordinal);
        await browser.SeesAsync("document.getElementById('link').className === 'link lost'");
        Assert.DoesNotContain(browser.Errors, error => !error.Contains("ERR_", StringComparison.Ordinal));
    }

    [ChromiumFact]
    public async Task ShouldShowHostileTextsAsTextsOnly()
    {
        const string attack = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";
        await using DashboardScene scene = await DashboardScene.StartAsync(
            new DashboardOptions { Port = 0 }, problem: $"broken stream: {attack}");
        scene.Sources.Notices.Post(scene.Driver.NowNs, "warn", attack);
        scene.Sources.Notices.Post(scene.Driver.NowNs, "\" onmouseover=\"window.hacked=1", "level");
        await using Chromium browser = await Chromium.StartAsync();

        await browser.ShowAsync(scene.PageAddress, PhoneWidth, PhoneHeight, dark: false);

        await browser.SeesAsync("document.getElementById('notices').children.length === 2");
        await browser.SeesAsync("document.getElementById('problem').textContent.startsWith('broken stream: <img')");
        JsonElement shown =
            await browser.EvaluateAsync("document.getElementById('notices').lastChild.lastChild.textContent");
        Assert.Equal(attack, shown.GetString());
        JsonElement foreign = await browser.EvaluateAsync("document.querySelectorAll('img, body script').length");
        Assert.Equal(0, foreign.GetInt32());
        Assert.Equal("undefined", (await browser.EvaluateAsync("typeof window.hacked")).GetString());

        // Even a fault of the page itself would find the policy in its way.
        await browser.EvaluateAsync("""
            (() => {
              const script = document.createElement('script');
              try { script.textContent = 'window.hacked = 1'; document.body.append(script); } catch { return; }
            })()
            """);
        await browser.EvaluateAsync("""
            (() => {
              try { document.body.setAttribute('onclick', 'window.hacked = 1'); } catch { return; }
              document.body.click();
            })()
            """);
        Assert.Equal("undefined", (await browser.EvaluateAsync("typeof window.hacked")).GetString());
    }

    [ChromiumFact]
    public async Task ShouldAskForTheTokenWhereItIsMissingOrWrong()
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        await using Chromium browser = await Chromium.StartAsync();

        await browser.ShowAsync(scene.Server.Address.ToString(), PhoneWidth, PhoneHeight, dark: false);
        await browser.SeesAsync("!document.getElementById('door').hidden");
        await browser.ShootAsync(Path.Combine(Shots, "phone-door.png"), wholePage: false);
        await EnterAsync("wrong-wrong-wrong-wrong-wrong-wrong");
        await browser.SeesAsync("document.getElementById('door-error').textContent.length > 0");
        Assert.True((await browser.EvaluateAsync("document.getElementById('board').hidden")).GetBoolean());

        await EnterAsync(DashboardScene.Token);
        await browser.SeesAsync("!document.getElementById('board').hidden");
        await browser.SeesAsync("document.getElementById('symbol').textContent === 'ETHUSDT'");

        Task EnterAsync(string token) => browser.EvaluateAsync(
            $"document.getElementById('token').value = '{token}', document.querySelector('#door button').click()");
    }

    [ChromiumFact]
    public async Task ShouldComeBackByItselfAndSayThatItsFiguresAreOldMeanwhile()
    {
        await using Chromium browser = await Chromium.StartAsync();
        int port;
        await using (DashboardScene first = await DashboardScene.StartAsync())
        {
            port = first.Server.Address.Port;
            await browser.ShowAsync(first.PageAddress, PhoneWidth, PhoneHeight, dark: true);
            await browser.SeesAsync("document.getElementById('link').className === 'link live'");
        }

        await browser.SeesAsync("document.getElementById('link').className === 'link lost'");
        await browser.SeesAsync("document.getElementById('board').classList.contains('stale')");

        await using DashboardScene second = await DashboardScene.StartAsync(new DashboardOptions { Port = port });
        await browser.SeesAsync("document.getElementById('link').className === 'link live'");
        await browser.SeesAsync("!document.getElementById('board').classList.contains('stale')");
    }

    /// <summary>Nothing beside the window, and every button large enough for a thumb.</summary>
    private static async Task RequireReadable(Chromium browser)
    {
        Assert.Equal(PhoneWidth, (await browser.EvaluateAsync("document.documentElement.scrollWidth")).GetInt32());
        JsonElement low = await browser.EvaluateAsync(
            "Math.min(...[...document.querySelectorAll('#commands button')].map(b => b.offsetHeight))");
        Assert.True(low.GetDouble() >= 44, $"a button is {low} high");
        JsonElement cut = await browser.EvaluateAsync("""
            [...document.querySelectorAll('#commands button, #figures b, #fills td, #ladder td, h2')]
              .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0).map(e => e.textContent).join('|')
            """);
        Assert.Equal("", cut.GetString());
    }

    private async Task ShootAllAsync(Chromium browser)
    {
        await ShootAsync("phone-light", PhoneWidth, PhoneHeight, dark: false);
        await ShootAsync("phone-dark", PhoneWidth, PhoneHeight, dark: true);
        await browser.EvaluateAsync("document.getElementById('language').click()");
        await browser.SeesAsync("document.getElementById('state').textContent === '正常'");
        await RequireReadable(browser);
        await ShootAsync("phone-chinese", PhoneWidth, PhoneHeight, dark: false);
        await browser.EvaluateAsync("document.getElementById('language').click()");
        await ShootAsync("desk-light", 1440, 1000, dark: false);
        await ShootAsync("desk-dark", 1440, 1000, dark: true);

        async Task ShootAsync(string name, int width, int height, bool dark)
        {
            await browser.ShowAsync("", width, height, dark);
            await Task.Delay(700); // the next state is drawn in the new size
            foreach (bool whole in new[] { false, true })
            {
                string file = Path.Combine(Shots, name + (whole ? "-whole.png" : ".png"));
                await browser.ShootAsync(file, whole);
                output.WriteLine(file);
            }
        }
    }

    /// <summary>Press, read, confirm.</summary>
    private static async Task CommandAsync(Chromium browser, string word)
    {
        await browser.SeesAsync($"document.querySelector('[data-command={word}]')");
        await browser.EvaluateAsync($"document.querySelector('[data-command={word}]').click()");
        await browser.SeesAsync("document.getElementById('confirm').open");
        await browser.EvaluateAsync("document.getElementById('confirm-yes').click()");
    }

    /// <summary>Pixels of a canvas on which something was drawn.</summary>
    private static string PixelsOf(string canvas) => $$"""
        (() => {
          const c = document.getElementById('{{canvas}}');
          const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
          let n = 0;
          for (let i = 3; i < d.length; i += 4) if (d[i] > 0) n++;
          return n;
        })()
        """;

    [GeneratedRegex(@"dashboard (http://\S+)")]
    private static partial Regex AddressLine();
}

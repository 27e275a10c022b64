using System.Diagnostics;
using Xunit.Abstractions;

namespace OpenSQT.Lmax.EndToEnd.Tests.Recovery;

/// <summary>
/// A small file system fills up under a trading engine: it goes on with cancels only, comes back when there is space,
/// and no order is without its record.
/// </summary>
public sealed class FullDiskTests(ITestOutputHelper output) : RecoveryScene
{
    [Fact]
    public Task ShouldOnlyCancelWhileTheDiskIsFullAndTradeAgainWhenItIsNot() =>
        OnASmallDiskAsync(TradeThroughAFullDiskAsync);

    /// <summary>
    /// The last segment that could be allocated is nearly full: there is room to end in order. Minutes, so with
    /// <c>--long</c> only.
    /// </summary>
    [Fact]
    public async Task ShouldEndInOrderWhenTheDiskStaysFullAndGoOnWhenItDoesNot()
    {
        if (IsLong) await OnASmallDiskAsync(EndOnAFullDiskAsync);
        else output.WriteLine("not run: with --long only");
    }

    private async Task OnASmallDiskAsync(Func<Task> story)
    {
        Directory.CreateDirectory(Data);
        if (!await MountAsync("mount", "-t", "tmpfs", "-o", "size=24m,mode=0700", "tmpfs", Data))
        {
            output.WriteLine("not run: this user may not mount a small file system; Journal.Tests has a model");
            return;
        }

        try
        {
            await story();
        }
        finally
        {
            Assert.True(await MountAsync("umount", "-l", Data));
        }
    }

    private async Task TradeThroughAFullDiskAsync()
    {
        string config = await SmallSegmentsAsync();
        using VenueProcess venue = await VenueProcess.StartAsync();
        using Opensqt engine = venue.StartEngine(Data, "--interval", "0.6", "--config", config);
        await engine.SeesAsync("phase Trading");
        await Task.Delay(1_000);

        string filler = Path.Combine(Data, "filler");
        await FillAsync(filler);
        await engine.SeesAsync("cancels only: The disk is full");
        await Task.Delay(500);
        long before = (await venue.LedgerAsync()).GetProperty("orders").GetArrayLength();
        await Task.Delay(3_000);
        Assert.Equal(before, (await venue.LedgerAsync()).GetProperty("orders").GetArrayLength());

        File.Delete(filler);
        await engine.SeesAsync("the journal is well again");
        await Task.Delay(1_000);
        await venue.AssertNothingTwiceAsync();
        await ReplaysToAsync(await EndsCleanAsync(engine));
    }

    private async Task EndOnAFullDiskAsync()
    {
        string config = await SmallSegmentsAsync();
        string filler = Path.Combine(Data, "filler");
        using VenueProcess venue = await VenueProcess.StartAsync(speed: 100);
        using (Opensqt first = venue.StartEngine(Data, "--interval", "0.6", "--config", config))
        {
            await first.SeesAsync("phase Trading");
            await Task.Delay(1_000);
            await FillAsync(filler);
            await first.SeesAsync("cancels only: The disk is full");
            for (int i = 0; i < 600 && !first.Errors.Contains("phase Stopped", StringComparison.Ordinal); i++)
                await Task.Delay(1_000);
            Assert.Contains("the journal cannot go on", first.Errors, StringComparison.Ordinal);
            Assert.Equal(1, await first.EndAsync());
            Assert.Contains("\"verdict\":\"halted\"", first.Output, StringComparison.Ordinal);
        }

        Assert.DoesNotContain((await venue.LedgerAsync()).GetProperty("orders").EnumerateArray(),
            order => order.GetProperty("status").GetString() is "NEW" or "PARTIALLY_FILLED");
        await venue.AssertNothingTwiceAsync();
        File.Delete(filler);
        using Opensqt second = venue.StartEngine(Data, "--interval", "0.6", "--config", config);
        await second.SeesAsync("phase Trading");
        await ReplaysToAsync(await EndsCleanAsync(second));
    }

    private async Task<string> SmallSegmentsAsync()
    {
        string config = Path.Combine(Path.GetDirectoryName(Data)!, "small.yaml");
        await File.WriteAllTextAsync(config, "journal: { segment_mib: 1 }\n");
        return config;
    }

    private static async Task FillAsync(string path)
    {
        await using FileStream file = File.Create(path, 1);
        byte[] block = new byte[4096];
        try
        {
            while (true) await file.WriteAsync(block);
        }
        catch (IOException)
        {
            return; // full
        }
    }

    private static async Task<bool> MountAsync(params string[] command)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardError = true,
            })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

public class OrderCleanerTests
{
    /// <summary>18 buys, of which the lowest 8 lie below the window, and nothing that would move them.</summary>
    private static EngineDriver WithOldBuys(long lowestHasLots = 0)
    {
        var driver = new EngineDriver { MinExitLots = 5 };
        driver.Settings[SettingId.LingerNs] = 3_600 * EngineDriver.Second;
        driver.Start(300_000);
        driver.Quote(300_800);
        driver.Advance(2_000);
        Assert.Equal(18, driver.Open.Count());
        if (lowestHasLots > 0) driver.Fill(driver.OrderOf(-10), lowestHasLots);
        driver.State.Config.Set(SettingId.OrderCleanupThreshold, 15);
        driver.State.Config.Set(SettingId.CleanupBatchSize, 4);
        return driver;
    }

    private static void WaitForTheCleaner(EngineDriver driver)
    {
        for (int i = 0; i < 61; i++)
        {
            driver.Quote(300_800);
            driver.Advance(1_000);
        }
    }

    private static int[] Canceled(EngineDriver driver) =>
    [
        .. driver.Commands.Where(c => c.Kind == CommandKind.CancelOrder)
            .Select(c => new ClOrdId(c.Read<CancelOrder>().ClOrdId).Slot),
    ];

    [Fact]
    public void ShouldCancelTheFarthestOfTheFullerSideUpToTheBatch()
    {
        EngineDriver driver = WithOldBuys();
        WaitForTheCleaner(driver);
        Assert.Equal([-10, -9, -8, -7], Canceled(driver));
        Assert.Contains(driver.Notices, n => n.Code == NoticeCode.OrdersCleaned && (n.A, n.B, n.C) == (18, 4, 0));
    }

    [Fact]
    public void ShouldLeavePartlyFilledOrdersAlone()
    {
        EngineDriver driver = WithOldBuys(lowestHasLots: 2);
        WaitForTheCleaner(driver);
        Assert.Equal([-9, -8, -7, -6], Canceled(driver));
    }

    [Fact]
    public void ShouldDoNothingBelowTheThreshold()
    {
        EngineDriver driver = WithOldBuys();
        driver.State.Config.Set(SettingId.OrderCleanupThreshold, 19);
        WaitForTheCleaner(driver);
        Assert.Empty(Canceled(driver));
    }

    [Fact]
    public void ShouldNeverCancelWhatTheTargetSetWantsNorFightTheStrategy()
    {
        EngineDriver driver = WithOldBuys();
        int placed = driver.Sent(CommandKind.NewOrder);
        for (int i = 0; i < 5; i++) WaitForTheCleaner(driver);
        Assert.Equal(placed, driver.Sent(CommandKind.NewOrder));
        for (int k = -2; k <= 7; k++) Assert.True(driver.OrderOf(k).IsOpen);
    }
}

using FsCheck;
using FsCheck.Fluent;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

public class TargetSetTests
{
    /// <summary>
    /// Whatever prices and fills came before: once the difference is sent and answered, the same price asks for
    /// nothing more.
    /// </summary>
    [Fact]
    public void ShouldSendNothingTheSecondTimeTheDifferenceIsApplied() =>
        Prop.ForAll<short[], bool>((moves, withLimit) =>
        {
            var driver = new EngineDriver();
            if (withLimit) driver.Settings[SettingId.MaxPositionE8] = 20_000_000_000;
            driver.Start(300_000);
            long price = 300_000;
            foreach (short move in moves)
            {
                price += move % 400;
                driver.Quote(price);
                foreach (VenueOrder order in driver.Open.Where(o => IsTouched(o, price)).ToArray())
                    if (order.IsOpen)
                        driver.Fill(order);
                driver.Advance(200);
            }

            for (int i = 0; i < 12; i++) // tokens, lingering orders and re-pricing have their time
            {
                driver.Quote(price);
                driver.Advance(1_000);
            }

            int sent = Orders(driver);
            driver.State.IsDirty = true;
            driver.Quote(price);
            driver.State.IsDirty = true;
            driver.Quote(price);
            return Orders(driver) == sent;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private static bool IsTouched(VenueOrder order, long price) =>
        order.Id.Side == Side.Buy ? order.PriceTicks > price : order.PriceTicks < price;

    private static int Orders(EngineDriver driver) =>
        driver.Sent(CommandKind.NewOrder) + driver.Sent(CommandKind.CancelOrder);
}

using static OpenSQT.Lmax.Simulated.Simulation.FaultClass;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>
/// The mutation gate: protocols that lose money, each with the faults under which it does. A simulator that does not
/// find one of them is blind.
/// </summary>
public static class MutantTable
{
    private static readonly FaultProfile Doubts = new(
        (LateAcceptance, 20_000), (ReplyLost, 10_000), (RequestLost, 10_000), (ServerError, 10_000),
        (UserEventLost, 10_000), (UserEventDelayed, 10_000), (StaleAnswer, 20_000));

    private static readonly FaultProfile Deaths = new(
        (PowerLoss, 200), (LateAcceptance, 5_000), (UserEventLost, 10_000), (ReplyLost, 5_000));

    private static readonly FaultProfile Crashes = new((ProcessCrash, 500));

    private static readonly FaultProfile PowerLosses = new((PowerLoss, 1_000));

    public static IReadOnlyList<Mutant> Rows { get; } =
    [
        new("blind-resend-same-id", Doubts)
        {
            Policy = seed => new Mutations.BlindResend(seed),
        },
        new("resend-with-new-id", Doubts)
        {
            Policy = _ => new Mutations.ResendUnderNewId(),
        },
        new("not-found-is-rejected", Doubts)
        {
            Policy = _ => new Mutations.NotFoundIsRejected(),
        },
        new("open-orders-only", Deaths)
        {
            Policy = _ => new Mutations.OpenOrdersOnly(),
        },
        new("no-quarantine", Doubts)
        {
            Policy = _ => new Mutations.NoQuarantine(),
        },
        new("no-epoch-in-id", Deaths)
        {
            Policy = _ => new Mutations.NoEpoch(),
        },
        new("single-pass-reconcile", Deaths)
        {
            Policy = _ => new Mutations.SinglePass(),
        },
        new("cancel-answer-is-final", Doubts)
        {
            Policy = _ => new Mutations.CancelAnswerIsFinal(),
        },
        new("incremental-fills", new FaultProfile((UserEventDuplicated, 10_000)))
        {
            Policy = _ => new Mutations.IncrementalFills(),
        },
        new("commit-word-first", Crashes)
        {
            Policy = _ => new Mutations.CommitWordFirst(),
        },
        new("no-salt-and-chain", PowerLosses)
        {
            Policy = _ => new Mutations.NoSaltAndChain(),
        },
    ];
}

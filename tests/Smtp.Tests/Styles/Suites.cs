using AsyncoreNet.Compat.Tests;

namespace Smtp.Tests;

[Collection(ProcessWide.Name)]
public sealed class BadInputTests_InCompat() : BadInputTests(Style.Compat);

[Collection(ProcessWide.Name)]
public sealed class BadInputTests_InAwait() : BadInputTests(Style.Await);

[Collection(ProcessWide.Name)]
public sealed class KeepingTests_InCompat() : KeepingTests(Style.Compat);

[Collection(ProcessWide.Name)]
public sealed class KeepingTests_InAwait() : KeepingTests(Style.Await);

[Collection(ProcessWide.Name)]
public sealed class LimitTests_InCompat() : LimitTests(Style.Compat);

[Collection(ProcessWide.Name)]
public sealed class LimitTests_InAwait() : LimitTests(Style.Await);

[Collection(ProcessWide.Name)]
public sealed class RelayTests_InCompat() : RelayTests(Style.Compat);

[Collection(ProcessWide.Name)]
public sealed class RelayTests_InAwait() : RelayTests(Style.Await);

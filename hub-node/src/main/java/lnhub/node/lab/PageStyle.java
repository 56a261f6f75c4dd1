package lnhub.node.lab;

/** How a page looks: light and dark as the reader's system has it, and narrow where the screen is. */
final class PageStyle {
    static final String CSS = """
            :root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --paper: #ffffff; --panel: #f6f8fa;
              --line: #d1d9e0; --a: #0b62c9; --b: #b35900; --c: #7a3fc0; --good: #17703a; --bad: #c1202b;
              --lock: #c9a227; }
            @media (prefers-color-scheme: dark) {
              :root { --ink: #e6edf3; --soft: #9aa4af; --paper: #0d1117; --panel: #161b22; --line: #3a434d;
                --a: #2f7fe6; --b: #c96d10; --c: #9a63e0; --good: #4cc26c; --bad: #ff6b6b; --lock: #a8861d; } }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--paper); color: var(--ink);
              font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
            main { max-width: 1040px; margin: 0 auto; padding: 16px; }
            h1 { margin: 8px 0 0; font-size: 1.9rem; } h2 { margin: 2.2rem 0 .6rem; font-size: 1.3rem;
              border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
            p { max-width: 44rem; margin: .7rem 0; } .lead { font-size: 1.15rem; color: var(--soft); margin-top: 0; }
            .note, .foot, figcaption { color: var(--soft); font-size: .88rem; } .foot { margin-top: 3rem; }
            .verdict { font-weight: 600; } .good { color: var(--good); } .bad { color: var(--bad); }
            .legend { list-style: none; padding: 0; margin: 1rem 0 0; display: flex; flex-wrap: wrap;
              gap: .4rem 1.2rem; font-size: .9rem; } .legend li { display: flex; align-items: center; gap: .4rem; }
            .swatch { width: 18px; height: 18px; border-radius: 4px; color: #fff; font: 600 11px/18px sans-serif;
              text-align: center; }
            .swatch.owner0 { background: var(--a); } .swatch.owner1 { background: var(--b); }
            .swatch.owner2 { background: var(--c); }
            .frame { width: 22px; height: 14px; border: 2px dashed var(--soft); border-radius: 3px; }
            .frame.confirmed { border-style: solid; border-color: var(--ink); background: var(--panel); }
            .frame.refused { border-color: var(--bad); }
            .bar { width: 22px; height: 8px; background: var(--lock); opacity: .55; }
            .point { width: 10px; height: 10px; border-radius: 5px; background: var(--good); }
            .times { color: var(--bad); }
            .pictures { display: flex; flex-wrap: wrap; gap: 12px 32px; align-items: flex-start; }
            figure { margin: 0; flex: 1 1 340px; max-width: 500px; } figcaption { margin-top: 4px; }
            svg { width: 100%; height: auto; display: block; font-family: system-ui, "DejaVu Sans", sans-serif; }
            svg a { text-decoration: none; } svg text { fill: var(--ink); }
            .box { fill: var(--paper); stroke: var(--soft); stroke-width: 1.2; stroke-dasharray: 5 3; rx: 6px; }
            .box.confirmed { fill: var(--panel); stroke: var(--ink); stroke-width: 1.8; stroke-dasharray: none; }
            .box.refused { stroke: var(--bad); } .box.waiting { stroke-dasharray: none; }
            svg .title { font-size: 13px; font-weight: 600; } svg .row { font-size: 11.5px; }
            svg .note { font-size: 10px; fill: var(--soft); } svg .lock { font-size: 10px; fill: var(--lock); }
            @media (prefers-color-scheme: light) { svg .lock { fill: #7d6200; } }
            svg .tick { font-size: 10px; fill: var(--soft); text-anchor: middle; }
            svg .letter { font-size: 9.5px; font-weight: 600; fill: #fff; text-anchor: middle; }
            svg .fate { font-size: 10.5px; text-anchor: end; fill: var(--soft); }
            svg .fate.confirmed { fill: var(--good); } svg .fate.refused { fill: var(--bad); }
            .owner0 { fill: var(--a); } .owner1 { fill: var(--b); } .owner2 { fill: var(--c); }
            rect.owner0, rect.owner1, rect.owner2 { rx: 3px; }
            .wire { fill: none; stroke: var(--ink); stroke-width: 1.8; } .head { fill: var(--ink); }
            .wire.unused { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 3 3; }
            .head.unused { fill: var(--soft); }
            svg .halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
            .grid, .track { stroke: var(--line); stroke-width: 1; } .track { stroke-width: 2; }
            .locked { fill: var(--lock); opacity: .55; } .lockend { stroke: var(--lock); stroke-width: 1; }
            .cross { stroke: var(--bad); stroke-width: 2; fill: none; } .dot { fill: var(--good); }
            .event, .check, .part { display: grid; grid-template-columns: 3.6rem 1fr; column-gap: .4rem; }
            .event, .check { margin: .25rem 0; font-size: .93rem; }
            .event b { color: var(--soft); font-weight: 500; font-variant-numeric: tabular-nums; }
            .check { font-weight: 500; } .part { grid-template-columns: 4.6rem 1fr; overflow-wrap: anywhere; }
            details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; padding: .1rem .8rem;
              max-width: 52rem; background: var(--panel); } details p { margin: .35rem 0; font-size: .9rem; }
            details:target { outline: 2px solid var(--a); }
            summary { cursor: pointer; padding: .35rem 0; }
            summary::after { content: ""; display: block; clear: both; }
            summary .fate { float: right; font-size: .85rem; color: var(--soft); }
            summary .fate.confirmed { color: var(--good); }
            summary .fate.refused { color: var(--bad); }
            .label, .txid { color: var(--soft); } .txid { overflow-wrap: anywhere; }
            pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .2rem 0 .6rem; padding: .5rem .6rem;
              background: var(--paper); border: 1px solid var(--line); border-radius: 4px;
              font: 12.5px/1.45 ui-monospace, "DejaVu Sans Mono", monospace; }
            """;

    private PageStyle() {
    }
}

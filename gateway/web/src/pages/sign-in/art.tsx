import type { ReactNode } from "react";

/** A picture of what HireHub is, in code: two people in one editor. It says nothing that the words beside it do not. */
export function Art() {
  return (
    <div className="art" aria-hidden="true">
      <ol>
        <Line><K>def</K> interview<P>(</P>host<P>,</P> guest<P>):</P></Line>
        <Line>{"    "}room <P>=</P> open_room<P>(</P>host<P>)</P></Line>
        <Line>{"    "}room<P>.</P>admit<P>(</P>guest<P>)</P></Line>
        <Line />
        <Line hand="hand-0">{"    "}<K>while</K> room<P>.</P>is_live<P>():</P></Line>
        <Line hand="hand-0">{"        "}host<P>.</P>ask<P>(</P><span className="tok-string">"Why sort first?"</span><P>)</P><Caret peer={0} name="Mira" /></Line>
        <Line hand="hand-1">{"        "}guest<P>.</P>explain<P>()</P></Line>
        <Line hand="hand-1" active>{"        "}guest<P>.</P>type<P>(</P>room<P>.</P>editor<P>)</P><Caret peer={1} name="Ben" below /></Line>
        <Line />
        <Line>{"    "}<K>return</K> room<P>.</P>record<P>()</P></Line>
      </ol>
    </div>
  );
}

function Line({ hand = "", active = false, children }: { hand?: string; active?: boolean; children?: ReactNode }) {
  return <li className={`${hand} ${active ? "active" : ""}`}>{children}</li>;
}

function K({ children }: { children: string }) {
  return <span className="tok-keyword">{children}</span>;
}

function P({ children }: { children: string }) {
  return <span className="tok-punct">{children}</span>;
}

function Caret({ peer, name, below = false }: { peer: 0 | 1; name: string; below?: boolean }) {
  return <span className={`caret peer-${peer} ${below ? "below" : ""}`}><b>{name}</b></span>;
}
